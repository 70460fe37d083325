create or replace view history_gaps as
with compared as (
  select
    repository.name_with_owner as repository,
    item.number,
    item.id as item_id,
    unnest([
      {'col': 'state', 'folded': was.state, 'snapshot': item.state},
      {'col': 'labels', 'folded': array_to_string(list_sort(was.labels), ','),
        'snapshot': array_to_string(list_sort(item.labels), ',')},
      {'col': 'milestone', 'folded': was.milestone, 'snapshot': item.milestone},
      {'col': 'is_draft', 'folded': was.is_draft::varchar, 'snapshot': item.is_draft::varchar},
      {'col': 'locked', 'folded': was.locked::varchar, 'snapshot': item.locked::varchar},
      {'col': 'closed_at', 'folded': epoch(was.closed_at)::bigint::varchar,
        'snapshot': epoch(item.closed_at)::bigint::varchar},
      {'col': 'merged_at', 'folded': epoch(was.merged_at)::bigint::varchar,
        'snapshot': epoch(item.merged_at)::bigint::varchar}
    ]) as pair
  from item
  join repository on repository.id = item.repository_id
  join items_at('9999-12-31T00:00:00Z') as was on was.item_id = item.id
)
select
  repository,
  number,
  pair.col as column_name,
  pair.folded as folded_value,
  pair.snapshot as snapshot_value,
  case pair.col
    when 'labels' then 'a label was renamed or deleted in the repository, or its event is missing'
    when 'milestone' then 'the milestone was renamed, or its event is missing'
    else 'GitHub''s timeline lacks an event'
  end as reason,
  item_id
from compared
where pair.folded is distinct from pair.snapshot;
comment on view history_gaps is 'Where the fold of all events disagrees with the latest snapshot, with the likely reason; times as epoch seconds';
