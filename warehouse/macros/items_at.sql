create or replace macro items_at(t) as table
select
  repository.name_with_owner as repository,
  item.id as item_id,
  item.number,
  item.kind,
  item.url,
  was.title,
  -- Asked for each item, so that a query of few items reads few texts.
  (
    select arg_max(text, valid_from) from text_version
    where node_id = item.id and field = 'body' and valid_from <= t::timestamptz
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
  coalesce((
    select count(*) from comment
    where item_id = item.id
      and kind = 'issue_comment'
      and created_at <= t::timestamptz
      and (deleted_at is null or deleted_at > t::timestamptz)
  ), 0) as comment_count,
  nullif(greatest(was.known_from, (
    select min(valid_from) from text_version where node_id = item.id and field = 'body'
  ), item.created_at), item.created_at) as known_from
from item_version as was
join item on item.id = was.item_id
join repository on repository.id = item.repository_id
left join names_at(t) as names on names.node_id = item.author_id
where was.valid_from <= t::timestamptz and was.valid_to > t::timestamptz;
comment on macro table items_at is
  'One row for each item that existed at t, as GitHub showed it then; what happened at t counts; known_from: see docs/time.md';
