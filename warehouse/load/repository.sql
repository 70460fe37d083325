-- The repository under its present name.
insert into repository (id, database_id, name_with_owner, url, created_at, observed_at)
values ($id, $database_id, $name_with_owner, $url, $created_at, $observed_at)
on conflict (id) do update set
  name_with_owner = excluded.name_with_owner, url = excluded.url, observed_at = excluded.observed_at;
