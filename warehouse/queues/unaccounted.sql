-- Numbers below the highest that are nothing's so far, the newest first.
select numbers.number
from range(1, (select max(number) from item where repository_id = $repository_id)) as numbers(number)
where not exists (select 1 from item where item.repository_id = $repository_id and item.number = numbers.number)
  and not exists (
    select 1 from number_account as known
    where known.repository_id = $repository_id and known.number = numbers.number
  )
order by numbers.number desc
limit $most;
