insert into gap by name select * from page
on conflict (repository_id, what, node_id) do update set
  why = excluded.why, last_seen_at = excluded.last_seen_at, tries = gap.tries + 1;
