create or replace view events as
select
  repository.name_with_owner as repository,
  item.kind as item_kind,
  item.number,
  item.url,
  timeline.ordinal,
  timeline.type,
  timeline.actor,
  timeline.actor_kind,
  timeline.occurred_at,
  timeline.label,
  timeline.assignee,
  timeline.milestone,
  timeline.previous_title,
  timeline.current_title,
  timeline.state_reason,
  timeline.review_state,
  timeline.commit_oid,
  timeline.reference_kind,
  timeline.reference_number,
  timeline.reference_repository,
  -- As in event, but asked for each entry, so that a query of few entries reads few texts.
  whole_payload(
    timeline.payload,
    timeline.id,
    timeline.commit_oid,
    text_from(timeline.id, timeline.occurred_at + to_microseconds(timeline.body_after))
  ) as payload,
  timeline.id as event_id,
  timeline.item_id
from timeline
join item on item.id = timeline.item_id
join repository on repository.id = timeline.repository_id;
comment on view events is 'Every entry of every timeline: comments, reviews and events; order by number, ordinal';
