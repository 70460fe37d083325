-- Timeline entries, by their own year; those without a time go with the opening of their item.
select
  repository.name_with_owner as repository,
  year(coalesce(event.occurred_at, item.created_at)) as year,
  item.number as _number,
  printf('%08d', event.ordinal) || event.id as _key,
  event.*
from event
join item on item.id = event.item_id
join repository on repository.id = event.repository_id
