-- The five lists' lengths, and their sum ('all'), in the window; in the 7 and the 28 days of 24 hours before it; and in
-- each of the 28 windows of the same length before it. A closing counts for a period that it was the last move of, and an
-- item for periods at whose end it was there: it had come, if by transfer, and was not gone.
-- fewer and equal say in how many of those 28 the number was smaller or the same; they and usual, the mean of a window
-- this long over the 28 days, are NULL where the repository is younger than what they look back on.
create or replace macro window_measures(a, b) as table
with marks as (
  select
    repository_id,
    id as item_id,
    gone_seen_at,
    case kind when 'issue' then 'new_issues' else 'new_pull_requests' end as list,
    unnest(periods_of(created_at, a, b)) as period
  from item
  where created_at < b::timestamptz and created_at >= least(
    a::timestamptz - interval 672 hours,
    a::timestamptz - to_seconds(28 * (epoch(b::timestamptz) - epoch(a::timestamptz)))
  )
),
happened as (
  select item_id, type, ordinal, occurred_at
  from timeline
  where type in ('closed', 'reopened', 'converted_to_discussion', 'merged')
    -- The closing that is part of a merge may come a moment after it, in the next period.
    and occurred_at < b::timestamptz and occurred_at >= least(
      a::timestamptz - interval 672 hours,
      a::timestamptz - to_seconds(28 * (epoch(b::timestamptz) - epoch(a::timestamptz)))
    ) - interval 1 hour
),
moves as (
  select item_id, type, ordinal, unnest(periods_of(occurred_at, a, b)) as period
  from happened
),
merges as (select item_id, min(occurred_at) as merged_at from happened where type = 'merged' group by item_id),
arrivals as (
  select item_id, max(occurred_at) as arrived_at from timeline where type = 'transferred' group by item_id
),
ends as (
  select
    item_id,
    period,
    coalesce(arg_max(type, ordinal) filter (type <> 'merged') <> 'reopened', true) as is_closed,
    bool_or(type = 'merged') as is_merged
  from moves
  group by item_id, period
  union all
  -- Items whose timeline lacks the event: the snapshot tells.
  select id, unnest(periods_of(closed_at, a, b)), true, merged_at is not null
  from item
  where closed_at < b::timestamptz and closed_at >= least(
      a::timestamptz - interval 672 hours,
      a::timestamptz - to_seconds(28 * (epoch(b::timestamptz) - epoch(a::timestamptz)))
    )
    and id not in (select item_id from happened)
),
placed as (
  select repository_id, item_id, list, period, gone_seen_at from marks
  union all
  select
    item.repository_id,
    ends.item_id,
    case when item.kind = 'issue' then 'closed_issues'
         when ends.is_merged then 'merged_pull_requests'
         else 'closed_unmerged_pull_requests' end,
    ends.period,
    item.gone_seen_at
  from ends
  join item on item.id = ends.item_id
  left join merges on merges.item_id = ends.item_id
  where ends.is_merged
    or ends.is_closed and (merges.merged_at is null or merges.merged_at >= period_end(ends.period, a, b))
),
counted as (
  select placed.repository_id, coalesce(placed.list, 'all') as list, placed.period, count(*) as n
  from placed
  left join arrivals on arrivals.item_id = placed.item_id
  where (placed.gone_seen_at is null or placed.gone_seen_at >= period_end(placed.period, a, b))
    and (arrivals.arrived_at is null or arrivals.arrived_at < period_end(placed.period, a, b))
  group by grouping sets (
    (placed.repository_id, placed.list, placed.period), (placed.repository_id, placed.period)
  )
),
lists as (
  select repository.id as repository_id, repository.name_with_owner as repository, list, position
  from repository, unnest([
    'new_issues', 'closed_issues', 'new_pull_requests', 'merged_pull_requests', 'closed_unmerged_pull_requests', 'all'
  ]) with ordinality as named(list, position)
),
measured as (
  select
    lists.repository,
    lists.repository_id,
    lists.list,
    lists.position,
    coalesce(max(counted.n) filter (counted.period = 0), 0) as n,
    coalesce(max(counted.n) filter (counted.period = 107), 0) as days_7,
    coalesce(max(counted.n) filter (counted.period = 128), 0) as days_28,
    coalesce(list(counted.n) filter (counted.period between 1 and 28), []) as before
  from lists
  left join counted on counted.repository_id = lists.repository_id and counted.list = lists.list
  group by all
),
firsts as (select repository_id, min(created_at) as first_at from item group by repository_id),
ages as (
  select
    repository.id as repository_id,
    epoch(a::timestamptz) - epoch(coalesce(repository.created_at, firsts.first_at)) as seconds,
    epoch(b::timestamptz) - epoch(a::timestamptz) as length
  from repository
  left join firsts on firsts.repository_id = repository.id
)
select
  measured.repository,
  measured.list,
  measured.position,
  measured.n,
  measured.days_7,
  measured.days_28,
  case when ages.seconds >= 672 * 3600 then measured.days_7 * ages.length / (168 * 3600) end as usual_7,
  case when ages.seconds >= 672 * 3600 then measured.days_28 * ages.length / (672 * 3600) end as usual,
  -- A window in which nothing happened has no row in `before`, and fewer than any other.
  case when ages.seconds >= 28 * ages.length
    then case when measured.n = 0 then 0 else 28 - len(list_filter(measured.before, lambda x: x >= measured.n)) end
  end as fewer,
  case when ages.seconds >= 28 * ages.length
    then case when measured.n = 0 then 28 - len(measured.before)
              else len(list_filter(measured.before, lambda x: x = measured.n)) end
  end as equal,
  case when ages.seconds >= 28 * ages.length then 100 * (fewer + 0.5 * equal) / 28 end as percentile,
  len(measured.before) as busy_before
from measured
join ages on ages.repository_id = measured.repository_id;
comment on macro table window_measures is
  'How long each list of [a, b) is, beside the 7 and 28 days before it and its percentile among the 28 windows before it';
