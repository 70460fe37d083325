-- items_at(t), but only items that have looked as they do at t since a or later: created, closed, labelled, ... then.
-- The text itself comes last, by its place: only texts that are shown are read, and none is carried through a join.
create or replace macro items_changed(a, t) as table
with said as (
  select item_id, count(*) as comments
  from comment
  where kind = 'issue_comment' and created_at <= t::timestamptz and (deleted_at is null or deleted_at > t::timestamptz)
  group by item_id
),
shown as (
  select
    repository.name_with_owner as repository,
    item.id as item_id,
    item.number,
    item.kind,
    item.url,
    was.title,
    (
      select arg_max(rowid, valid_from) from text_version
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
    coalesce(said.comments, 0) as comment_count,
    was.known_from
  from item_version as was
  join item on item.id = was.item_id
  join repository on repository.id = item.repository_id
  left join said on said.item_id = item.id
  left join names_at(t) as names on names.node_id = item.author_id
  where was.valid_from >= a::timestamptz and was.valid_from <= t::timestamptz and was.valid_to > t::timestamptz
)
select shown.* replace (chosen.text as body)
from shown
left join text_version as chosen on chosen.rowid = shown.body;
comment on macro table items_changed is
  'Of items_at(t) those whose looks changed last at a or after it, which every item opened or closed since then is among';
