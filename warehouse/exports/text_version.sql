-- Wordings, by the year in which they appeared.
with node as (
  select id, repository_id, number from item
  union all
  select comment.id, comment.repository_id, item.number from comment join item on item.id = comment.item_id
)
select
  repository.name_with_owner as repository,
  year(text_version.valid_from) as year,
  node.number as _number,
  text_version.node_id || text_version.field || strftime(text_version.valid_from, '%Y%m%d%H%M%S') as _key,
  text_version.*
from text_version
join node on node.id = text_version.node_id
join repository on repository.id = node.repository_id
