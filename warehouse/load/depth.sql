update depth set change_at = page.change_at, read_at = page.read_at, why = page.why
from page
where depth.node_id = page.node_id and depth.what = page.what;

insert into depth by name
select distinct on (node_id, what) *
from page
anti join (select node_id, what from depth where node_id in (select node_id from page)) as known using (node_id, what);
