-- how: closed_by and closes (the last closing, not undone, names its cause), else linked (one mentions the other, or a person connected them).
create or replace macro window_links(a, b) as table
with pointing as (
  select item_id, reference_id, type, ordinal, occurred_at
  from timeline
  -- Over all of the log a list is looked through several times as fast as `in`.
  where list_contains(['closed', 'reopened', 'cross_referenced', 'connected'], type)
),
near as (
  select pointing.*
  from window_items(a, b) as items
  join pointing on pointing.item_id = items.item_id
  union
  select pointing.*
  from window_items(a, b) as items
  join pointing on pointing.reference_id = items.item_id
),
pointed as (
  select
    item_id as target_id,
    reference_id as source_id,
    max(ordinal) filter (type = 'closed') as closed_ordinal,
    max(max(ordinal) filter (type in ('closed', 'reopened'))) over (partition by item_id) as last_ordinal
  from near
  where occurred_at < b::timestamptz
  group by item_id, reference_id
),
judged as (
  -- Of an item outside the window not every closing was read above.
  select
    target_id,
    source_id,
    coalesce(closed_ordinal = last_ordinal, false)
      and target_id in (select item_id from window_items(a, b)) as is_closing
  from pointed
  where source_id is not null
),
both_ways as (
  select target_id as item_id, source_id as other_id, case when is_closing then 'closed_by' else 'linked' end as how
  from judged
  union
  select source_id, target_id, case when is_closing then 'closes' else 'linked' end
  from judged
)
select both_ways.item_id, both_ways.other_id, both_ways.how, other.kind, other.number, other.url
from both_ways
join item as other on other.id = both_ways.other_id
where both_ways.item_id <> both_ways.other_id;
comment on macro table window_links is 'Issues and pull requests that the window_items of [a, b) close, are closed by, or are linked with';
