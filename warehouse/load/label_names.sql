-- Before labels are written: names that have changed, the old one from the beginning, the new one from now on.
insert into name_version
select label.id, timestamptz '1970-01-01 00:00:00+00', label.name
from page join label on label.id = page.id
where label.name <> page.name
union all
select page.id, page.observed_at, page.name
from page join label on label.id = page.id
where label.name <> page.name
on conflict do nothing;
