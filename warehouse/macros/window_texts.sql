-- A review begins to be written before it is submitted: its text may be older than the window.
create or replace macro window_texts(a, b) as table
with begun as (
  select id
  from comment
  where appeared_at >= a::timestamptz and appeared_at < b::timestamptz and created_at < a::timestamptz
),
written as (
  select node_id, valid_from, text
  from text_version
  where field = 'body' and valid_from >= a::timestamptz and valid_from < b::timestamptz
  union all
  select known.node_id, known.valid_from, known.text
  from begun
  join text_version as known on known.node_id = begun.id and known.field = 'body'
)
select
  node_id,
  arg_max(text, valid_from) filter (valid_from < b::timestamptz) as body,
  max(valid_from) filter (valid_from < b::timestamptz) as written_at
from written
group by node_id;
comment on macro table window_texts is
  'The newest bodies, of items and comments, that were written in [a, b); and those of reviews submitted in it';
