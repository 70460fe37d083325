create or replace macro new_pull_requests(a, b) as table
select *
from items_changed(a, b::timestamptz - interval 1 microsecond)
where kind = 'pull_request' and created_at >= a::timestamptz;
comment on macro table new_pull_requests is 'Pull requests opened in [a, b), as they stood at the end of the window';
