-- A closing that is part of a merge is the merge. What was undone later in the window was done all the same.
create or replace macro window_closings(a, b) as table
with closings as (
  select repository_id, item_id, ordinal, type, actor, actor_kind, occurred_at
  from timeline
  where type in ('merged', 'closed') and occurred_at >= a::timestamptz and occurred_at < b::timestamptz
  qualify type = 'merged' or not bool_or(type = 'merged') over (partition by item_id, occurred_at)
)
select
  repository.name_with_owner as repository,
  closings.item_id,
  item.number,
  case closings.type when 'merged' then 'merge' else 'close' end as act,
  closings.actor,
  closings.actor_kind,
  closings.occurred_at,
  closings.ordinal
from closings
join item on item.id = closings.item_id
join repository on repository.id = closings.repository_id;
comment on macro table window_closings is
  'Each merge of [a, b), and each closing that was not part of one, with who did it';
