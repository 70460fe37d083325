create or replace view archive_status as
with items as (
  select
    repository_id,
    count(*) filter (kind = 'issue') as issues,
    count(*) filter (kind = 'pull_request') as pull_requests,
    min(created_at) as first_item_at,
    max(updated_at) as newest_change_at
  from item
  group by repository_id
),
events as (select repository_id, count(*) as events from timeline group by repository_id),
comments as (select repository_id, count(*) as comments from comment group by repository_id),
gaps as (select repository_id, count(*) as gaps from gap where mended_at is null and what = 'item' group by repository_id),
disagreements as (
  select repository, count(*) as history_gaps from history_gaps group by repository
),
doubts as (
  select item.repository_id, count(*) as known_in_part
  from item
  join item_version as was on was.item_id = item.id
  where was.valid_to = timestamptz '9999-12-31 00:00:00+00' and was.known_from is not null
  group by item.repository_id
),
runs as (
  select
    repository_id,
    max(started_at) filter (complete) as synced_until,
    max(started_at) as last_sync_at,
    arg_max(complete, started_at) as last_sync_complete,
    count(*) as syncs
  from sync_run
  group by repository_id
)
select
  repository.name_with_owner as repository,
  coalesce(items.issues, 0) as issues,
  coalesce(items.pull_requests, 0) as pull_requests,
  coalesce(events.events, 0) as events,
  coalesce(comments.comments, 0) as comments,
  items.first_item_at,
  items.newest_change_at,
  runs.synced_until,
  runs.last_sync_at,
  coalesce(runs.last_sync_complete, false) as last_sync_complete,
  coalesce(runs.syncs, 0) as syncs,
  coalesce(gaps.gaps, 0) as gaps,
  coalesce(disagreements.history_gaps, 0) as history_gaps,
  coalesce(doubts.known_in_part, 0) as known_in_part
from repository
left join items on items.repository_id = repository.id
left join events on events.repository_id = repository.id
left join comments on comments.repository_id = repository.id
left join gaps on gaps.repository_id = repository.id
left join disagreements on disagreements.repository = repository.name_with_owner
left join doubts on doubts.repository_id = repository.id
left join runs on runs.repository_id = repository.id;
comment on view archive_status is
  'What is archived of each repository; all that happened before synced_until (GitHub''s clock) is in it. known_in_part: items with a known_from';
