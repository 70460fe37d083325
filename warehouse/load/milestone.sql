insert into milestone by name select * from page
on conflict (id) do update set
  title = excluded.title,
  state = excluded.state,
  due_on = excluded.due_on,
  closed_at = excluded.closed_at,
  observed_at = excluded.observed_at;
