-- Before the items of `page` are written: how many are new, and how many changed.
select
  count(*) filter (item.id is null) as items_new,
  count(*) filter (item.updated_at < page.updated_at) as items_changed
from page
left join item on item.id = page.id;
