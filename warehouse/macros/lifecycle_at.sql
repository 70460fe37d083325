-- Open, closed or merged: the fold of closing, reopening and merging, in GitHub's order.
-- An item whose timeline holds no such event at all (GitHub lost it) falls back on its snapshot's times.
create or replace macro lifecycle_at(t) as table
with moves as (
  select
    item_id,
    max(ordinal) as last_ordinal,
    max(ordinal) filter (occurred_at <= t::timestamptz and type <> 'merged') as ordinal_then,
    arg_max(type, ordinal) filter (occurred_at <= t::timestamptz and type <> 'merged') as move,
    arg_max(occurred_at, ordinal) filter (occurred_at <= t::timestamptz and type <> 'merged') as moved_at,
    arg_max(coalesce(state_reason, ''), ordinal) filter (occurred_at <= t::timestamptz and type <> 'merged') as reason,
    min(occurred_at) filter (occurred_at <= t::timestamptz and type = 'merged') as merged_at
  from event
  where type in ('closed', 'reopened', 'merged')
  group by item_id
),
folded as (
  select
    item.id as item_id,
    item.kind,
    case
      when moves.item_id is not null then moves.merged_at
      when item.merged_at <= t::timestamptz then item.merged_at
    end as merged_at,
    case
      when moves.move = 'closed' then moves.moved_at
      when moves.item_id is not null then moves.merged_at
      when item.closed_at <= t::timestamptz then item.closed_at
    end as closed_at,
    case when moves.move is null or moves.ordinal_then = moves.last_ordinal then item.state_reason end as reason_now,
    moves.move,
    nullif(moves.reason, '') as reason
  from item
  left join moves on moves.item_id = item.id
  where item.created_at <= t::timestamptz
    and (item.gone_seen_at is null or item.gone_seen_at > t::timestamptz)
)
select
  item_id,
  case when merged_at is not null then 'MERGED' when closed_at is not null then 'CLOSED' else 'OPEN' end as state,
  case when kind <> 'issue' then null
       when closed_at is not null then coalesce(reason, reason_now)
       when move = 'reopened' then 'REOPENED'
  end as state_reason,
  closed_at,
  merged_at
from folded;
comment on macro table lifecycle_at is 'State, reason, closing and merging time of each item that existed at t; events at t count';
