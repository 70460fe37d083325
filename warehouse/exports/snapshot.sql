-- Reactions and threads, by the year in which they were seen.
with node as (
  select id, repository_id, number from item
  union all
  select comment.id, comment.repository_id, item.number from comment join item on item.id = comment.item_id
)
select
  repository.name_with_owner as repository,
  year(snapshot.observed_at) as year,
  node.number as _number,
  snapshot.node_id || snapshot.what || strftime(snapshot.observed_at, '%Y%m%d%H%M%S') as _key,
  snapshot.*
from snapshot
join node on node.id = snapshot.node_id
join repository on repository.id = node.repository_id
