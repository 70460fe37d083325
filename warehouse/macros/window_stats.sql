create or replace macro window_stats(a, b) as table
select
  repository.name_with_owner as repository,
  coalesce(w.new_issues, 0) as new_issues,
  coalesce(w.closed_issues, 0) as closed_issues,
  coalesce(w.new_pull_requests, 0) as new_pull_requests,
  coalesce(w.merged_pull_requests, 0) as merged_pull_requests,
  coalesce(w.closed_unmerged_pull_requests, 0) as closed_unmerged_pull_requests,
  coalesce(w7.new_issues, 0) as new_issues_7d,
  coalesce(w7.closed_issues, 0) as closed_issues_7d,
  coalesce(w7.new_pull_requests, 0) as new_pull_requests_7d,
  coalesce(w7.merged_pull_requests, 0) as merged_pull_requests_7d,
  coalesce(w7.closed_unmerged_pull_requests, 0) as closed_unmerged_pull_requests_7d,
  coalesce(w28.new_issues, 0) as new_issues_28d,
  coalesce(w28.closed_issues, 0) as closed_issues_28d,
  coalesce(w28.new_pull_requests, 0) as new_pull_requests_28d,
  coalesce(w28.merged_pull_requests, 0) as merged_pull_requests_28d,
  coalesce(w28.closed_unmerged_pull_requests, 0) as closed_unmerged_pull_requests_28d
from repository
left join window_counts(a, b) as w on w.repository_id = repository.id
left join window_counts(a::timestamptz - interval 168 hours, a) as w7 on w7.repository_id = repository.id
left join window_counts(a::timestamptz - interval 672 hours, a) as w28 on w28.repository_id = repository.id;
comment on macro table window_stats is
  'Counts of the five lists in [a, b), and in the 7 and the 28 days (of 24 hours) that end where the window starts';
