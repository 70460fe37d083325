create or replace macro new_issues(a, b) as table
select *
from items_changed(a, b::timestamptz - interval 1 microsecond)
where kind = 'issue' and created_at >= a::timestamptz;
comment on macro table new_issues is 'Issues opened in [a, b), as they stood at the end of the window';
