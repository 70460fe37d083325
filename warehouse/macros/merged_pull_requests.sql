create or replace macro merged_pull_requests(a, b) as table
select *
from items_changed(a, b::timestamptz - interval 1 microsecond)
where kind = 'pull_request' and state = 'MERGED' and merged_at >= a::timestamptz;
comment on macro table merged_pull_requests is 'Pull requests merged in [a, b)';
