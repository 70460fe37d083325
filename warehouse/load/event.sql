-- An event is written once and stays as it was first seen. No index sees to that (it would take a third of the file):
-- whoever writes these tables looks first. A body that text_version holds to the letter is kept only there; the narrow
-- columns are searched for the rows, and of those only the texts are read.
insert into timeline by name
with fresh as materialized (
  select distinct on (item_id, id) *
  from page
  anti join (select item_id, id from timeline where item_id in (select item_id from page)) as known using (item_id, id)
),
place as materialized (
  select rowid as place from text_version where field = 'body' and node_id in (select id from fresh)
),
body as (
  select distinct on (fresh.item_id, fresh.id)
    fresh.item_id,
    fresh.id,
    replace(fresh.payload, '"body":' || to_json(text_version.text), '"body":null') as bare,
    text_version.valid_from as body_from
  from text_version
  join fresh on fresh.id = text_version.node_id
  where text_version.rowid in (select place from place) and text_version.field = 'body'
    and bare <> fresh.payload and with_body(bare, text_version.text) = fresh.payload
  order by text_version.valid_from
)
select fresh.* replace (coalesce(body.bare, fresh.payload) as payload), body.body_from
from fresh
left join body using (item_id, id)
order by fresh.item_id, fresh.ordinal;
