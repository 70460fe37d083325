create or replace view history_gaps as
with suspect as materialized (
  -- Few items differ: only they are taken apart.
  select
    item.id,
    item.repository_id,
    item.number,
    item.label_ids,
    item.labels,
    item.state,
    item.state_reason,
    item.milestone,
    item.is_draft,
    item.locked,
    item.closed_at,
    item.merged_at,
    was.state as folded_state,
    was.state_reason as folded_reason,
    was.labels as folded_labels,
    was.milestone as folded_milestone,
    was.is_draft as folded_draft,
    was.locked as folded_locked,
    was.closed_at as folded_closed_at,
    was.merged_at as folded_merged_at
  from item
  join item_version as was on was.item_id = item.id
  where was.valid_to = timestamptz '9999-12-31 00:00:00+00'
    and (
      was.state <> item.state
      or was.is_draft <> item.is_draft
      or was.locked <> item.locked
      or was.state_reason is distinct from item.state_reason
      or was.milestone is distinct from item.milestone
      or was.closed_at is distinct from item.closed_at
      or was.merged_at is distinct from item.merged_at
      or was.labels <> item.labels
    )
),
last_seen as (
  select
    suspect.*,
    -- A label that was renamed after the item was read is still the same label.
    list_transform(label_ids, lambda id, place: coalesce(names.name_of[id], labels[place])) as names_now
  from suspect
  cross join (select map_from_entries(list((id, name))) as name_of from label) as names
),
compared as (
  select
    *,
    unnest([
      {'col': 'state', 'folded': folded_state, 'snapshot': state,
        'reason': 'GitHub''s timeline lacks a closing, reopening or merging'},
      {'col': 'state_reason', 'folded': folded_reason, 'snapshot': state_reason,
        'reason': 'the reason was changed without an event'},
      {'col': 'labels', 'folded': array_to_string(folded_labels, ', '), 'snapshot': array_to_string(names_now, ', '),
        'reason': case when list_has_all(folded_labels, names_now)
          then 'the label was deleted in the repository, or the event of its removal is missing'
          else 'the event of a labelling is missing' end},
      {'col': 'milestone', 'folded': folded_milestone, 'snapshot': milestone,
        'reason': 'the milestone was renamed or deleted, or its event is missing'},
      {'col': 'is_draft', 'folded': folded_draft::varchar, 'snapshot': is_draft::varchar,
        'reason': 'GitHub''s timeline lacks an event'},
      {'col': 'locked', 'folded': folded_locked::varchar, 'snapshot': locked::varchar,
        'reason': 'GitHub''s timeline lacks an event'},
      {'col': 'closed_at', 'folded': epoch(folded_closed_at)::bigint::varchar,
        'snapshot': epoch(closed_at)::bigint::varchar,
        'reason': 'GitHub''s timeline lacks a closing, reopening or merging'},
      {'col': 'merged_at', 'folded': epoch(folded_merged_at)::bigint::varchar,
        'snapshot': epoch(merged_at)::bigint::varchar,
        'reason': 'GitHub''s timeline lacks the merging'}
    ]) as pair
  from last_seen
)
select
  repository.name_with_owner as repository,
  compared.number,
  pair.col as column_name,
  pair.folded as folded_value,
  pair.snapshot as snapshot_value,
  pair.reason,
  compared.id as item_id
from compared
join repository on repository.id = compared.repository_id
where pair.folded is distinct from pair.snapshot
  and (pair.col <> 'labels' or list_sort(folded_labels) <> list_sort(names_now));
comment on view history_gaps is
  'Where the fold of all events disagrees with the latest snapshot: both values, and the likely reason; times as epoch seconds';
