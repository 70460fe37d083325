insert or replace into sync_cursor (
  repository_id, listing, kind, cursor, since, started_at, done, watermark,
  newest_id, newest_updated_at, total_count, page_size
)
values (
  $repository_id, $listing, $kind, $cursor, $since, $started_at, $done, $watermark,
  $newest_id, $newest_updated_at, $total_count, $page_size
);
