create or replace macro window_comments(a, b) as table
select *
from comments_at(b::timestamptz - interval 1 microsecond)
where created_at >= a::timestamptz;
comment on macro table window_comments is 'Comments and reviews of [a, b), with the text that they had at its end';
