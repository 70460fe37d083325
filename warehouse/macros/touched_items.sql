-- By itself, since DuckDB joins well only what it knows to be few: a report holds these before window_items is asked for.
create or replace macro touched_items(a, b) as table
select id as item_id
from item
where created_at >= a::timestamptz and created_at < b::timestamptz
  or closed_at >= a::timestamptz and closed_at < b::timestamptz
union
select item_id
from timeline
where type in ('closed', 'reopened', 'merged', 'converted_to_discussion')
  and occurred_at >= a::timestamptz and occurred_at < b::timestamptz
union
select item_id
from comment
where appeared_at >= a::timestamptz and appeared_at < b::timestamptz;
comment on macro table touched_items is 'The item_id of each of the window_items of [a, b)';
