create or replace view event as
select
  timeline.* exclude (body_after)
    replace (whole_payload(timeline.payload, timeline.id, timeline.commit_oid, text_version.text) as payload)
from timeline
left join text_version
  on text_version.node_id = timeline.id and text_version.field = 'body'
  and text_version.valid_from = timeline.occurred_at + to_microseconds(timeline.body_after);
comment on view event is 'Append-only timeline of each item: comments, reviews and every event, as GitHub gave them';
