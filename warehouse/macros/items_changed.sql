-- items_at(t), but only items that have looked as they do at t since a or later: created, closed, labelled, ... then.
create or replace macro items_changed(a, t) as table
select
  repository.name_with_owner as repository,
  item.id as item_id,
  item.number,
  item.kind,
  item.url,
  was.title,
  -- Asked for each item, so that a query of few items reads few texts; and by its place, so that only texts that are shown
  -- are read.
  (
    select chosen.text
    from (
      select arg_max(rowid, valid_from) as place from text_version
      where node_id = item.id and field = 'body' and valid_from <= t::timestamptz
    ) as last
    join text_version as chosen on chosen.rowid = last.place
  ) as body,
  was.state,
  was.state_reason,
  was.labels,
  was.assignees,
  was.milestone,
  was.is_draft,
  was.locked,
  coalesce(names.name, item.author) as author,
  item.author_kind,
  item.author_association,
  item.created_at,
  was.closed_at,
  was.merged_at,
  (
    select count(*) from comment
    where comment.item_id = item.id
      and comment.kind = 'issue_comment'
      and comment.created_at <= t::timestamptz
      and (comment.deleted_at is null or comment.deleted_at > t::timestamptz)
  ) as comment_count,
  was.known_from
from item_version as was
join item on item.id = was.item_id
join repository on repository.id = item.repository_id
left join names_at(t) as names on names.node_id = item.author_id
where was.valid_from >= a::timestamptz and was.valid_from <= t::timestamptz and was.valid_to > t::timestamptz;
comment on macro table items_changed is
  'Of items_at(t) those whose looks changed last at a or after it, which every item opened or closed since then is among';
