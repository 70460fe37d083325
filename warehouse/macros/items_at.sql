create or replace macro items_at(t) as table
with facets as (
  select
    held.item_id,
    list(held.member order by label.created_at nulls last, held.member) filter (held.facet = 'label') as labels,
    list(held.member order by held.member) filter (held.facet = 'assignee') as assignees,
    arg_max(held.member, held.since) filter (held.facet = 'milestone') as milestone
  from memberships_at(t) as held
  left join label on held.facet = 'label' and label.id = held.member_id
  group by held.item_id
),
told as (
  -- Facets of which no event tells: their snapshot is all there is.
  select
    item_id,
    bool_or(type in ('labeled', 'unlabeled')) as labels,
    bool_or(type in ('milestoned', 'demilestoned')) as milestone
  from event
  where type in ('labeled', 'unlabeled', 'milestoned', 'demilestoned')
  group by item_id
),
talk as (
  select item_id, count(*) as comment_count
  from comment
  where kind = 'issue_comment'
    and created_at <= t::timestamptz
    and (deleted_seen_at is null or deleted_seen_at > t::timestamptz)
  group by item_id
)
select
  repository.name_with_owner as repository,
  item.id as item_id,
  item.number,
  item.kind,
  item.url,
  coalesce(switches.title, item.title) as title,
  -- Asked for each item, so that a query of few items reads few texts.
  (
    select arg_max(text, valid_from) from text_version
    where node_id = item.id and field = 'body' and valid_from <= t::timestamptz
  ) as body,
  lifecycle.state,
  lifecycle.state_reason,
  coalesce(facets.labels, case when told.labels then null else item.labels end, []) as labels,
  coalesce(facets.assignees, []) as assignees,
  coalesce(facets.milestone, case when told.milestone then null else item.milestone end) as milestone,
  coalesce(switches.is_draft, item.is_draft) as is_draft,
  coalesce(switches.locked, item.locked) as locked,
  coalesce(names.name, item.author) as author,
  item.author_kind,
  item.author_association,
  item.created_at,
  lifecycle.closed_at,
  lifecycle.merged_at,
  coalesce(talk.comment_count, 0) as comment_count
from item
join repository on repository.id = item.repository_id
join lifecycle_at(t) as lifecycle on lifecycle.item_id = item.id
left join switches_at(t) as switches on switches.item_id = item.id
left join facets on facets.item_id = item.id
left join told on told.item_id = item.id
left join talk on talk.item_id = item.id
left join names_at(t) as names on names.node_id = item.author_id;
comment on macro table items_at is 'One row for each item that existed at t, as GitHub showed it then; what happened at t counts';
