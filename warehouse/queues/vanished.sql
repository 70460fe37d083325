-- Archived items that the last sweep did not meet.
select item.id, item.number
from item
where item.repository_id = $repository_id
  and item.gone_seen_at is null
  and item.first_observed_at < $since
  and not exists (select 1 from sweep where sweep.id = item.id and sweep.swept_at >= $since)
order by item.number;
