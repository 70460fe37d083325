create or replace view number_summary as
with highest as (select repository_id, max(number) as number from item group by repository_id),
known as (
  select repository_id, case when gone_as = 'discussion' then 'discussion' when gone_seen_at is not null then 'gone' else kind end as what
  from item
  union all
  select repository_id, what from number_account
),
counted as (select repository_id, what, count(*) as numbers from known group by all)
select repository.name_with_owner as repository, counted.what, counted.numbers
from counted
join repository on repository.id = counted.repository_id
union all
select repository.name_with_owner, 'not looked up', highest.number - sum(counted.numbers)::bigint
from counted
join highest on highest.repository_id = counted.repository_id
join repository on repository.id = counted.repository_id
group by repository.name_with_owner, highest.number;
comment on view number_summary is 'What stands at the numbers from 1 to the highest: items, discussions, nothing; or not looked up yet';
