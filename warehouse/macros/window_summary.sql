-- What the window's lists have in common, and how far the archive reaches into it.
create or replace macro window_summary(a, b) as table
with relations as (
  select
    repository,
    count(*) as items,
    list(number order by number) filter (list_has_all(lists, ['new_issues', 'closed_issues'])) as new_issues_closed,
    list(number order by number) filter (list_has_all(lists, ['new_pull_requests', 'merged_pull_requests']))
      as new_pull_requests_merged,
    -- Of what a change closed, GitHub says that it was closed by whoever merged or pushed the change.
    list(number order by number)
      filter (list_contains(lists, 'closed_issues') and closed_by_kind = 'Bot' and closer_kind is null)
      as closed_issues_by_bots
  from window_items(a, b)
  where lists <> []
  group by repository
),
passes as (
  select repository_id, case when bool_and(watermark is not null) then min(watermark) end as watermark
  from sync_cursor
  group by repository_id
),
-- The files of a merged pull request are read after it is listed, and after older warehouses learnt to hold them.
unread as (
  select repository_id, min(merged_at) as merged_at
  from item
  where merged_at >= a::timestamptz and merged_at < b::timestamptz
    and id not in (select node_id from depth where what = 'files' and read_at is not null)
  group by repository_id
),
runs as (
  select
    repository_id,
    max(started_at) filter (complete) as started_at,
    -- A listing may be read further than what lies deeper: its watermark counts once a run has come to its end.
    max(finished_at) filter (complete or gaps > 0 and all_deep is distinct from false) as settled_at
  from sync_run
  group by repository_id
)
select
  repository.name_with_owner as repository,
  repository.url,
  coalesce(relations.items, 0) as items,
  coalesce(relations.new_issues_closed, []) as new_issues_closed,
  coalesce(relations.new_pull_requests_merged, []) as new_pull_requests_merged,
  coalesce(relations.closed_issues_by_bots, []) as closed_issues_by_bots,
  case when greatest(case when passes.watermark <= runs.settled_at then passes.watermark end, runs.started_at) is not null
    then least(
      greatest(case when passes.watermark <= runs.settled_at then passes.watermark end, runs.started_at), unread.merged_at,
      b::timestamptz
    )
  end as synced_until
from repository
left join relations on relations.repository = repository.name_with_owner
left join passes on passes.repository_id = repository.id
left join unread on unread.repository_id = repository.id
left join runs on runs.repository_id = repository.id;
comment on macro table window_summary is
  'How many items stand in the lists of [a, b), which stand in two of them or were closed by bots alone; synced_until (<= b)';
