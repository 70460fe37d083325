create or replace macro closed_unmerged_pull_requests(a, b) as table
select *
from items_changed(a, b::timestamptz - interval 1 microsecond)
where kind = 'pull_request' and state = 'CLOSED' and closed_at >= a::timestamptz;
comment on macro table closed_unmerged_pull_requests is 'Pull requests closed in [a, b) without being merged, and still closed at its end';
