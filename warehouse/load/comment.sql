insert into comment by name
select distinct on (id)
  *,
  coalesce(submitted_at, created_at) as appeared_at,
  null::timestamptz as deleted_seen_at,
  null::timestamptz as deleted_at,
  case when last_edited_at > appeared_at then last_edited_at end as text_known_from
from page
anti join (select id from comment where id in (select id from page)) as known using (id)
order by item_id, appeared_at, id;
