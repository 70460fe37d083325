-- Items, and the week's comments on them, whose reactions were not counted since the item was read last. Only items that were
-- warm then, changed within a week: a snapshot of today says little of the years before, and counting all would cost
-- more than reading them.
with warm as (
  select * from item where repository_id = $repository_id and updated_at > observed_at - interval 7 days
),
node as (
  select id, id as item_id, observed_at as change_at from warm
  union all
  select comment.id, comment.item_id, warm.observed_at
  from comment
  join warm on warm.id = comment.item_id
  where comment.repository_id = $repository_id
    and comment.deleted_seen_at is null
    and comment.created_at > warm.observed_at - interval 7 days
)
select node.id, node.item_id, node.change_at
from node
left join depth on depth.node_id = node.id and depth.what = 'reactions'
where node.id > $after and (depth.read_at is null or depth.change_at < node.change_at)
order by node.id
limit $most;
