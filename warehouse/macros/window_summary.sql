-- What the window is measured against, what its lists have in common, and how far the archive reaches into it.
create or replace macro window_summary(a, b) as table
with closers as (
  -- Who closed an issue last: only that closing put it on the list.
  select item_id, arg_max(actor_kind, ordinal) as actor_kind
  from event
  where type = 'closed' and occurred_at >= a::timestamptz and occurred_at < b::timestamptz
  group by item_id
),
relations as (
  select
    item.repository_id,
    count(*) filter (item.kind = 'issue' and item.created_at >= a::timestamptz and was.state = 'CLOSED')
      as new_issues_closed,
    count(*) filter (item.kind = 'pull_request' and item.created_at >= a::timestamptz and was.state = 'MERGED')
      as new_pull_requests_merged,
    count(*) filter (
      item.kind = 'issue' and was.state = 'CLOSED' and was.closed_at >= a::timestamptz and closers.actor_kind = 'Bot'
    ) as closed_issues_by_bots
  from lifecycle_at(b::timestamptz - interval 1 microsecond) as was
  join item on item.id = was.item_id
  left join closers on closers.item_id = item.id
  group by item.repository_id
),
firsts as (
  select repository_id, min(created_at) as first_at from item group by repository_id
),
passes as (
  select repository_id, case when bool_and(watermark is not null) then min(watermark) end as watermark
  from sync_cursor
  group by repository_id
),
runs as (
  select repository_id, max(started_at) as started_at from sync_run where complete group by repository_id
),
measured as (
  select
    stats.*,
    repository.id as repository_id,
    repository.url,
    -- What share of the 28 days the window is as long as; no comparison with days before the repository.
    case when coalesce(repository.created_at, firsts.first_at) <= a::timestamptz - interval 672 hours
      then (epoch(b::timestamptz) - epoch(a::timestamptz)) / (672 * 3600)
    end as share
  from window_stats(a, b) as stats
  join repository on repository.name_with_owner = stats.repository
  left join firsts on firsts.repository_id = repository.id
)
select
  measured.* exclude (repository_id, share),
  measured.new_issues_28d * measured.share as new_issues_usual,
  measured.closed_issues_28d * measured.share as closed_issues_usual,
  measured.new_pull_requests_28d * measured.share as new_pull_requests_usual,
  measured.merged_pull_requests_28d * measured.share as merged_pull_requests_usual,
  measured.closed_unmerged_pull_requests_28d * measured.share as closed_unmerged_pull_requests_usual,
  coalesce(relations.new_issues_closed, 0) as new_issues_closed,
  coalesce(relations.new_pull_requests_merged, 0) as new_pull_requests_merged,
  coalesce(relations.closed_issues_by_bots, 0) as closed_issues_by_bots,
  case when coalesce(passes.watermark, runs.started_at) is not null
    then least(greatest(passes.watermark, runs.started_at), b::timestamptz)
  end as synced_until
from measured
left join relations on relations.repository_id = measured.repository_id
left join passes on passes.repository_id = measured.repository_id
left join runs on runs.repository_id = measured.repository_id;
comment on macro table window_summary is
  'window_stats, with the usual number for a window this long, relations between the lists, and synced_until (<= b)';
