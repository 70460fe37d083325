-- Comments that a complete reading of their item no longer holds. `page` has one row for each such item.
update comment set deleted_seen_at = page.observed_at
from page
where comment.item_id = page.item_id
  and comment.kind in ('issue_comment', 'review')
  and comment.deleted_seen_at is null
  and not list_contains(page.comment_ids, comment.id);
