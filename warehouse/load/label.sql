insert into label by name select * from page
on conflict (id) do update set
  name = excluded.name,
  color = excluded.color,
  description = excluded.description,
  is_default = excluded.is_default,
  created_at = coalesce(excluded.created_at, label.created_at),
  observed_at = excluded.observed_at
where label.name <> excluded.name
  or label.color is distinct from excluded.color
  or label.description is distinct from excluded.description;
