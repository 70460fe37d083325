-- Reviews whose comments were not read since their pull request was, or since they themselves were found deleted.
with review as (
  select
    comment.id,
    comment.item_id,
    coalesce(comment.deleted_seen_at, greatest(comment.observed_at, item.observed_at)) as change_at
  from comment
  join item on item.id = comment.item_id
  where comment.repository_id = $repository_id and comment.kind = 'review'
)
select review.id, review.item_id, review.change_at
from review
left join depth on depth.node_id = review.id and depth.what = 'review_comments'
where review.id > $after and (depth.read_at is null or depth.change_at < review.change_at)
order by review.id
limit $most;
