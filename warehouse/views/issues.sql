create or replace view issues as
select
  repository.name_with_owner as repository,
  item.number,
  item.url,
  item.title,
  texts.body,
  item.state,
  item.state_reason,
  item.labels,
  item.milestone,
  item.locked,
  item.author,
  item.author_kind,
  item.author_association,
  item.created_at,
  item.updated_at,
  item.closed_at,
  item.observed_at,
  item.id as item_id
from item
join repository on repository.id = item.repository_id
left join current_text as texts on texts.node_id = item.id
where item.kind = 'issue';
comment on view issues is 'Issues as GitHub showed them at the last sync';
