-- An event is written once and stays as it was first seen. No index sees to that (it would take a third of the file):
-- whoever writes these tables looks first.
insert into event by name
select distinct on (item_id, id) *
from page
anti join (select item_id, id from event where item_id in (select item_id from page)) as known using (item_id, id)
order by item_id, ordinal;
