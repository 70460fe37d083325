-- A closing that is part of a merge is the merge, which may come a moment earlier or later. What was undone later in the
-- window was done all the same.
create or replace macro window_closings(a, b) as table
with moves as (
  select
    item_id,
    ordinal,
    type,
    actor_id,
    actor,
    actor_kind,
    occurred_at,
    coalesce(ordinal < max(ordinal) filter (type = 'reopened') over (partition by item_id), false) as was_undone
  from timeline
  where type in ('merged', 'closed', 'reopened') and occurred_at >= a::timestamptz and occurred_at < b::timestamptz
)
select
  items.repository,
  moves.item_id,
  items.number,
  case moves.type when 'merged' then 'merge' else 'close' end as act,
  moves.actor_id,
  coalesce(names.name, moves.actor) as actor,
  moves.actor_kind,
  moves.occurred_at,
  moves.ordinal
from moves
join window_items(a, b) as items on items.item_id = moves.item_id
left join names_at(b::timestamptz - interval 1 microsecond) as names on names.node_id = moves.actor_id
where moves.type = 'merged' or moves.type = 'closed' and (items.state <> 'MERGED' or moves.was_undone);
comment on macro table window_closings is
  'Each merge of [a, b), and each closing that was not part of one, with who did it';
