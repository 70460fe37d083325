-- Only what changed; that there is nothing is worth a row only where there was something.
insert into snapshot by name
select page.*
from page
left join (
  select node_id, what, arg_max(value::varchar, observed_at) as value
  from snapshot
  where node_id in (select node_id from page)
  group by node_id, what
) as known on known.node_id = page.node_id and known.what = page.what
where coalesce(known.value, case page.what when 'threads' then '[]' else '{}' end) <> page.value
on conflict (node_id, what, observed_at) do update set value = excluded.value;
