-- What became of comments already known. One that is seen again is not deleted after all.
insert into comment by name
select
  *,
  null::timestamptz as deleted_seen_at,
  null::timestamptz as deleted_at,
  case when last_edited_at > coalesce(submitted_at, created_at) then last_edited_at end as text_known_from
from page
on conflict (id) do update set
  url = excluded.url,
  review_state = excluded.review_state,
  updated_at = excluded.updated_at,
  last_edited_at = excluded.last_edited_at,
  is_minimized = excluded.is_minimized,
  minimized_reason = excluded.minimized_reason,
  deleted_seen_at = null,
  deleted_at = null,
  observed_at = excluded.observed_at
where comment.deleted_seen_at is not null
  or comment.updated_at is distinct from excluded.updated_at
  or comment.review_state is distinct from excluded.review_state
  or comment.is_minimized <> excluded.is_minimized
  or comment.minimized_reason is distinct from excluded.minimized_reason;
