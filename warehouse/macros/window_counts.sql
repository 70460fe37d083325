create or replace macro window_counts(a, b) as table
select
  repository.name_with_owner as repository,
  item.repository_id,
  count(*) filter (item.kind = 'issue' and item.created_at >= a::timestamptz) as new_issues,
  count(*) filter (item.kind = 'issue' and was.state = 'CLOSED' and was.closed_at >= a::timestamptz) as closed_issues,
  count(*) filter (item.kind = 'pull_request' and item.created_at >= a::timestamptz) as new_pull_requests,
  count(*) filter (was.state = 'MERGED' and was.merged_at >= a::timestamptz) as merged_pull_requests,
  count(*) filter (item.kind = 'pull_request' and was.state = 'CLOSED' and was.closed_at >= a::timestamptz)
    as closed_unmerged_pull_requests
from lifecycle_at(b::timestamptz - interval 1 microsecond) as was
join item on item.id = was.item_id
join repository on repository.id = item.repository_id
group by item.repository_id, repository.name_with_owner;
comment on macro table window_counts is 'How long the five lists of the window [a, b) are, by repository';
