-- An event is written once and stays as it was first seen. No index sees to that (it would take a third of the file):
-- whoever writes these tables looks first.
create or replace temp table fresh as
select distinct on (item_id, id) *
from page
anti join (select item_id, id from timeline where item_id in (select item_id from page)) as known using (item_id, id)
order by item_id, ordinal;

-- A body that text_version holds to the letter is kept only there. Its narrow columns are searched for the rows, and of
-- those only the texts are read.
insert into timeline by name
with held as (
  select fresh.rowid as place, min(text_version.valid_from) as body_from
  from fresh
  join text_version on text_version.node_id = fresh.id and text_version.text = (fresh.payload->>'body')
  where text_version.rowid in (
      select rowid from text_version where field = 'body' and node_id in (select id from fresh)
    )
    and contains(fresh.payload, '"body":' || to_json(fresh.payload->>'body'))
    and not contains(fresh.payload, '"body":null')
  group by fresh.rowid
)
select
  fresh.* replace (
    if(
      held.place is null,
      fresh.payload,
      replace(fresh.payload, '"body":' || to_json(fresh.payload->>'body'), '"body":null')
    ) as payload
  ),
  held.body_from
from fresh
left join held on held.place = fresh.rowid
order by fresh.rowid;
