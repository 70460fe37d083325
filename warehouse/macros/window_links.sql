-- how: closed_by and closes (the last closing, not undone, names its cause), duplicate_of (it names what it duplicates),
-- else linked (one mentions the other, or a person connected them and that was not undone). Only a pull request closes, and
-- only issues: other closings that point at something point at what they duplicate.
create or replace macro window_links(a, b) as table
with pointing as (
  select item_id, repository_id, reference_id, state_reason, type, ordinal, occurred_at
  from timeline
  -- Over all of the log a list is looked through several times as fast as `in`.
  where list_contains(
    ['closed', 'reopened', 'converted_to_discussion', 'cross_referenced', 'connected', 'disconnected'], type
  )
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
    any_value(repository_id) as repository_id,
    bool_or(type in ('closed', 'cross_referenced')) as is_told,
    arg_max({'at': occurred_at, 'type': type}, ordinal) filter (type in ('connected', 'disconnected')) as connection,
    arg_max({'ordinal': ordinal, 'reason': state_reason}, ordinal) filter (type = 'closed') as closing,
    max(max(ordinal) filter (type in ('closed', 'reopened', 'converted_to_discussion'))) over (partition by item_id)
      as last_ordinal
  from near
  where occurred_at < b::timestamptz
  group by item_id, reference_id
),
judged as (
  -- Of an item outside the window not every closing was read above. Numbers are those of one repository.
  select
    pointed.target_id,
    pointed.source_id,
    pointed.is_told,
    pointed.connection,
    case
      when pointed.closing is null or pointed.closing.ordinal < pointed.last_ordinal
        or pointed.target_id not in (select item_id from window_items(a, b) where kind = 'issue') then 'linked'
      when pointed.closing.reason = 'DUPLICATE' then 'duplicate_of'
      when source.kind = 'pull_request' then 'closed_by'
      else 'linked'
    end as how
  from pointed
  join item as source on source.id = pointed.source_id and source.repository_id = pointed.repository_id
),
both_ways as (
  select target_id as item_id, source_id as other_id, how, is_told, connection
  from judged
  union all
  select source_id, target_id, case how when 'closed_by' then 'closes' else 'linked' end, is_told, connection
  from judged
),
-- Each of a pair has a log of its own, and may lack what the other's has.
tied as (
  select item_id, other_id, unnest(list(distinct how)) as how
  from both_ways
  where item_id <> other_id
  group by item_id, other_id
  having bool_or(is_told) or max(connection).type = 'connected'
)
select tied.item_id, tied.other_id, tied.how, other.kind, other.number, other.url
from tied
join item as other on other.id = tied.other_id;
comment on macro table window_links is
  'Issues and pull requests of the same repository that the window_items of [a, b) close, are closed by, are duplicates of, or are linked with';
