-- Pull requests with comments on lines whose threads were not read since they themselves were, as long as they are warm.
select item.id, item.id as item_id, item.observed_at as change_at
from item
left join depth on depth.node_id = item.id and depth.what = 'threads'
where item.repository_id = $repository_id
  and item.kind = 'pull_request'
  and item.updated_at > item.observed_at - interval 7 days
  and item.id > $after
  and (depth.read_at is null or depth.change_at < item.observed_at)
  and exists (select 1 from comment where comment.item_id = item.id and comment.kind = 'review_comment')
order by item.id
limit $most;
