-- A review begins to be written before it is submitted: its text may be older than the window.
create or replace macro window_texts(a, b) as table
select node_id, arg_max(text, valid_from) as body, max(valid_from) as written_at
from text_version
where field = 'body' and valid_from < b::timestamptz and valid_from >= least(a::timestamptz, (
  select min(created_at) from comment where submitted_at >= a::timestamptz and submitted_at < b::timestamptz
))
group by node_id;
comment on macro table window_texts is
  'The newest bodies, of items and comments, that were written in [a, b); and those of reviews submitted in it';
