insert into gap by name select *, first_seen_at as last_tried_at from page
on conflict (repository_id, what, node_id) do update set
  why = excluded.why,
  item_updated_at = excluded.item_updated_at,
  last_tried_at = excluded.last_tried_at,
  tries = gap.tries + 1,
  mended_at = null;
