insert into comment by name
select
  *,
  null::timestamptz as deleted_seen_at,
  null::timestamptz as deleted_at,
  case when last_edited_at > coalesce(submitted_at, created_at) then last_edited_at end as text_known_from
from page
on conflict do nothing;
