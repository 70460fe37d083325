-- Timeline entries, by their own year; those without a time go with the opening of their item.
select
  repository.name_with_owner as repository,
  year(coalesce(timeline.occurred_at, item.created_at)) as year,
  item.number as _number,
  printf('%08d', timeline.ordinal) || timeline.id as _key,
  timeline.* exclude (body_after) replace (
    whole_payload(
      timeline.payload,
      timeline.id,
      timeline.commit_oid,
      text_from(timeline.id, timeline.occurred_at + to_microseconds(timeline.body_after))
    ) as payload
  )
from timeline
join item on item.id = timeline.item_id
join repository on repository.id = timeline.repository_id
