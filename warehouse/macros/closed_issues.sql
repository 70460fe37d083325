create or replace macro closed_issues(a, b) as table
select *
from items_changed(a, b::timestamptz - interval 1 microsecond)
where kind = 'issue' and state = 'CLOSED' and closed_at >= a::timestamptz;
comment on macro table closed_issues is 'Issues closed in [a, b) and still closed at its end';
