-- Of an item that was archived before, only what came later is late; an item first read after `since` is one row.
-- What is only noticed later (a deletion, a new name) does not change the past: it counts when it was noticed before b.
create or replace macro late_changes(b, since) as table
with late as (
  select id as item_id, 'item' as what, kind as detail, author as actor, created_at as occurred_at, first_observed_at as observed_at
  from item
  where created_at < b::timestamptz and first_observed_at > since::timestamptz
  union all
  select
    timeline.item_id,
    'event',
    timeline.type || coalesce(': ' || timeline.label, ''),
    timeline.actor,
    timeline.occurred_at,
    timeline.observed_at
  from timeline
  join item on item.id = timeline.item_id and timeline.observed_at > item.first_observed_at
  where timeline.occurred_at < b::timestamptz and timeline.observed_at > since::timestamptz
  union all
  select
    item.id,
    'text',
    coalesce(comment.kind, item.kind) || ' ' || text_version.field,
    coalesce(text_version.editor, comment.author, item.author),
    text_version.valid_from,
    text_version.observed_at
  from text_version
  left join comment on comment.id = text_version.node_id
  join item on item.id = coalesce(comment.item_id, text_version.node_id)
    and text_version.observed_at > item.first_observed_at
  where text_version.valid_from < b::timestamptz and text_version.observed_at > since::timestamptz
  union all
  select item_id, 'deleted', kind, author, deleted_seen_at, deleted_seen_at
  from comment
  where deleted_seen_at < b::timestamptz and deleted_seen_at > since::timestamptz
  union all
  select id, 'gone', coalesce(gone_as, 'unknown'), null, gone_seen_at, gone_seen_at
  from item
  where gone_seen_at < b::timestamptz and gone_seen_at > since::timestamptz
  union all
  select item.id, 'renamed', name_version.name, null, name_version.valid_from, name_version.valid_from
  from name_version
  join item on item.author_id = name_version.node_id or list_contains(item.label_ids, name_version.node_id)
  where item.created_at < b::timestamptz
    and name_version.valid_from < b::timestamptz and name_version.valid_from > since::timestamptz
)
select
  repository.name_with_owner as repository,
  item.number,
  item.title,
  late.what,
  late.detail,
  late.actor,
  late.occurred_at,
  late.observed_at
from late
join item on item.id = late.item_id
join repository on repository.id = item.repository_id;
comment on macro table late_changes is
  'What the archive learnt after since of the time before b: why the report of a window that ended at b can have changed';
