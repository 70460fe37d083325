-- An event is written once and stays as it was first seen. No index sees to that (it would take a third of the file):
-- whoever writes these tables looks first.
create or replace temp table fresh as
select distinct on (item_id, id) *
from page
anti join (select item_id, id from timeline where item_id in (select item_id from page)) as known using (item_id, id)
order by item_id, ordinal;

-- `page` has payloads without their bodies. They stay so where text_version holds the body to the letter; its narrow columns
-- are searched for the rows, and of those only the texts are read.
insert into timeline by name
with held as (
  select fresh.rowid as place, min(epoch_us(text_version.valid_from) - epoch_us(fresh.occurred_at)) as body_after
  from fresh
  join text_version on text_version.node_id = fresh.id and sha256(text_version.text) = sha256(fresh.body)
  where text_version.rowid in (
    select rowid from text_version where field = 'body' and node_id in (select id from fresh where body is not null)
  )
  group by fresh.rowid
)
select
  fresh.* exclude (body)
    replace (if(held.body_after is null, with_value(fresh.payload, 'body', fresh.body), fresh.payload) as payload),
  held.body_after
from fresh
left join held on held.place = fresh.rowid
order by fresh.rowid;
