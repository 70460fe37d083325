create or replace view events as
select
  repository.name_with_owner as repository,
  item.kind as item_kind,
  item.number,
  item.url,
  event.ordinal,
  event.type,
  event.actor,
  event.actor_kind,
  event.occurred_at,
  event.label,
  event.assignee,
  event.milestone,
  event.previous_title,
  event.current_title,
  event.state_reason,
  event.review_state,
  event.commit_oid,
  event.reference_kind,
  event.reference_number,
  event.reference_repository,
  event.payload,
  event.id as event_id,
  event.item_id
from event
join item on item.id = event.item_id
join repository on repository.id = event.repository_id;
comment on view events is 'Every entry of every timeline: comments, reviews and events; order by number, ordinal';
