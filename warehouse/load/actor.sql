insert into actor by name select * from page
on conflict (id) do update set kind = excluded.kind, login = excluded.login, observed_at = excluded.observed_at
where actor.login <> excluded.login or actor.kind <> excluded.kind;
