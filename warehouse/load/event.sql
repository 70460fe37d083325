-- An event is written once and stays as it was first seen. No index sees to that (it would take a third of the file):
-- whoever writes these tables looks first.
create or replace temp table fresh as
select distinct on (item_id, id) *
from page
anti join (select item_id, id from timeline where item_id in (select item_id from page)) as known using (item_id, id)
order by item_id, ordinal;

-- What the row itself holds of its node, and what text_version holds to the letter, is kept only there: whole_payload puts
-- it back. The narrow columns of texts are searched for the rows, and of those only the texts are read.
insert into timeline by name
with held as (
  select fresh.rowid as place, min(epoch_us(text_version.valid_from) - epoch_us(fresh.occurred_at)) as body_after
  from fresh
  join text_version on text_version.node_id = fresh.id and text_version.text = (fresh.payload->>'body')
  where text_version.rowid in (
    select rowid from text_version where field = 'body' and node_id in (select id from fresh)
  )
  group by fresh.rowid
)
select
  fresh.* replace (
    without_value(
      without_value(
        without_value(fresh.payload, 'body', if(held.body_after is null, null, fresh.payload->>'body')),
        'oid',
        fresh.commit_oid
      ),
      'id',
      fresh.id
    ) as payload
  ),
  held.body_after
from fresh
left join held on held.place = fresh.rowid
order by fresh.rowid;
