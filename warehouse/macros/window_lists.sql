create or replace macro window_lists(a, b) as table
with placed as (
  select
    * exclude (body),
    unnest(list_filter([
      case when kind = 'issue' and created_at >= a::timestamptz
        then {'name': 'new_issues', 'shown_at': created_at} end,
      case when kind = 'issue' and state = 'CLOSED' and closed_at >= a::timestamptz
        then {'name': 'closed_issues', 'shown_at': closed_at} end,
      case when kind = 'pull_request' and created_at >= a::timestamptz
        then {'name': 'new_pull_requests', 'shown_at': created_at} end,
      case when kind = 'pull_request' and state = 'MERGED' and merged_at >= a::timestamptz
        then {'name': 'merged_pull_requests', 'shown_at': merged_at} end,
      case when kind = 'pull_request' and state = 'CLOSED' and closed_at >= a::timestamptz
        then {'name': 'closed_unmerged_pull_requests', 'shown_at': closed_at} end
    ], lambda place: place is not null)) as place
  from items_changed(a, b::timestamptz - interval 1 microsecond)
  where created_at >= a::timestamptz or closed_at >= a::timestamptz or merged_at >= a::timestamptz
)
select
  * exclude (place),
  place.name as list,
  place.shown_at,
  row_number() over (partition by repository, place.name order by place.shown_at desc, number desc) as rank
from placed;
comment on macro table window_lists is
  'The five lists of [a, b) in one: each item once for every list that it stands in, in the order of the report';
