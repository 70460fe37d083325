-- Before accounts are written: logins that have changed, the old one from the beginning, the new one from now on.
insert into name_version
select actor.id, timestamptz '1970-01-01 00:00:00+00', actor.login
from page join actor on actor.id = page.id
where actor.login <> page.login
union all
select page.id, page.observed_at, page.login
from page join actor on actor.id = page.id
where actor.login <> page.login
on conflict do nothing;
