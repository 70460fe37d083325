-- What became of comments already known; `page` holds none that are not. One that is seen again is not deleted after all.
update comment set
  url = page.url,
  review_state = page.review_state,
  updated_at = page.updated_at,
  last_edited_at = page.last_edited_at,
  is_minimized = page.is_minimized,
  minimized_reason = page.minimized_reason,
  deleted_seen_at = null,
  deleted_at = null,
  observed_at = page.observed_at
from page
where comment.id = page.id
  and (
    comment.deleted_seen_at is not null
    or comment.updated_at is distinct from page.updated_at
    or comment.review_state is distinct from page.review_state
    or comment.is_minimized <> page.is_minimized
    or comment.minimized_reason is distinct from page.minimized_reason
  );
