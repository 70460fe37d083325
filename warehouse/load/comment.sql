insert into comment by name select *, null::timestamptz as deleted_seen_at, null::timestamptz as deleted_at from page
on conflict do nothing;
