-- Comments and reviews, by the year in which they were written.
select
  repository.name_with_owner as repository,
  year(comment.created_at) as year,
  item.number as _number,
  strftime(comment.created_at, '%Y%m%d%H%M%S') || comment.id as _key,
  comment.*
from comment
join item on item.id = comment.item_id
join repository on repository.id = comment.repository_id
