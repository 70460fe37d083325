-- Labels, assignees and milestones: what an item has at t is what was added last and not removed since.
-- When the first event known of a member is its removal, it was there before.
create or replace macro memberships_at(t) as table
with changes as (
  select
    item_id,
    ordinal,
    occurred_at,
    type in ('labeled', 'assigned', 'milestoned') as added,
    case when type in ('labeled', 'unlabeled') then 'label'
         when type in ('assigned', 'unassigned') then 'assignee'
         else 'milestone' end as facet,
    coalesce(label_id, assignee_id, label, assignee, milestone) as member_id,
    coalesce(label, assignee, milestone) as member
  from event
  where type in ('labeled', 'unlabeled', 'assigned', 'unassigned', 'milestoned', 'demilestoned')
),
held as (
  select
    item_id,
    facet,
    member_id,
    coalesce(
      arg_max(member, ordinal) filter (occurred_at <= t::timestamptz),
      arg_min(member, ordinal)
    ) as member,
    coalesce(max(ordinal) filter (occurred_at <= t::timestamptz), -1) as since
  from changes
  where member_id is not null
  group by item_id, facet, member_id
  having coalesce(
    arg_max(added, ordinal) filter (occurred_at <= t::timestamptz),
    not arg_min(added, ordinal)
  )
)
select held.item_id, held.facet, held.member_id, coalesce(names.name, held.member) as member, held.since
from held
left join names_at(t) as names on names.node_id = held.member_id;
comment on macro table memberships_at is 'Labels, assignees and milestones that items had at t, one row each; since is the event''s ordinal';
