-- Comments on lines that a complete reading of their review no longer holds. `page` has one row for each such review.
update comment set deleted_seen_at = page.observed_at
from page
join review_comment on review_comment.review_id = page.review_id
where comment.id = review_comment.id
  and comment.deleted_seen_at is null
  and not list_contains(page.comment_ids, comment.id);
