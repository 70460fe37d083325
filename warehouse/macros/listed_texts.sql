-- The text comes last, by its place: see items_changed.
create or replace macro listed_texts(a, b) as table
with chosen as (
  select known.node_id, arg_max(known.rowid, known.valid_from) as place, max(known.valid_from) as written_at
  from window_items(a, b) as items
  join text_version as known on known.node_id = items.item_id
  where items.lists <> [] and items.created_at < a::timestamptz
    and known.field = 'body' and known.valid_from < b::timestamptz
  group by known.node_id
)
select chosen.node_id, texts.text as body, chosen.written_at
from chosen
join text_version as texts on texts.rowid = chosen.place
where chosen.written_at < a::timestamptz;
comment on macro table listed_texts is
  'The bodies, as at the end of [a, b), of items in its five lists that were written before it; window_texts has the others';
