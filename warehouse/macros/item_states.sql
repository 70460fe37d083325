-- items_at without what costs a search in other tables for each item: body, assignees, milestone, comment_count.
create or replace macro item_states(t) as table
with facets as (
  select
    held.item_id,
    list(held.member order by label.created_at nulls last, held.member) as labels
  from memberships_at(t) as held
  left join label on label.id = held.member_id
  where held.facet = 'label'
  group by held.item_id
),
told as (
  select distinct item_id from event where type in ('labeled', 'unlabeled')
)
select
  repository.name_with_owner as repository,
  item.id as item_id,
  item.number,
  item.kind,
  item.url,
  coalesce(switches.title, item.title) as title,
  lifecycle.state,
  lifecycle.state_reason,
  coalesce(facets.labels, case when told.item_id is null then item.labels end, []) as labels,
  coalesce(switches.is_draft, item.is_draft) as is_draft,
  coalesce(names.name, item.author) as author,
  item.author_kind,
  item.author_association,
  item.created_at,
  lifecycle.closed_at,
  lifecycle.merged_at,
  -- Of an open pull request they still change.
  case when lifecycle.state = 'MERGED' then (item.additions + item.deletions)::bigint end as lines
from item
join repository on repository.id = item.repository_id
join lifecycle_at(t) as lifecycle on lifecycle.item_id = item.id
left join switches_at(t) as switches on switches.item_id = item.id
left join facets on facets.item_id = item.id
left join told on told.item_id = item.id
left join names_at(t) as names on names.node_id = item.author_id;
comment on macro table item_states is 'items_at without texts, assignees, milestone and number of comments, with the changed lines of what was merged';
