-- The body of a comment stands in text_version alone, where both have the same; event becomes a view that puts it back.
-- Texts are compared by their sums: that bounds the memory.
create table timeline (
  item_id varchar not null,
  id varchar not null,
  repository_id varchar not null,
  ordinal integer not null,
  type varchar not null,
  actor_id varchar,
  actor varchar,
  actor_kind varchar,
  occurred_at timestamptz,
  label_id varchar,
  label varchar,
  assignee_id varchar,
  assignee varchar,
  milestone varchar,
  previous_title varchar,
  current_title varchar,
  state_reason varchar,
  review_state varchar,
  lock_reason varchar,
  commit_oid varchar,
  reference_id varchar,
  reference_kind varchar,
  reference_number bigint,
  reference_repository varchar,
  payload json not null using compression zstd,
  observed_at timestamptz not null,
  body_from timestamptz
);
create temp table held as
select event.rowid as place, min(text.valid_from) as body_from
from event
join (
  select node_id, valid_from, sha256(text) as sum from text_version where field = 'body'
) as text on text.node_id = event.id and text.sum = sha256(event.payload->>'body')
where contains(event.payload, '"body":' || to_json(event.payload->>'body')) and not contains(event.payload, '"body":null')
group by event.rowid;
insert into timeline by name
select
  event.* replace (
    if(
      held.place is null,
      event.payload,
      replace(event.payload, '"body":' || to_json(event.payload->>'body'), '"body":null')::json
    ) as payload
  ),
  held.body_from
from event
left join held on held.place = event.rowid;
drop table held;
drop table event;
comment on table timeline is
  'What event shows, as it is kept: without bodies that text_version holds. Ask it where no payload is wanted';
comment on column timeline.ordinal is 'Position in GitHub''s order within the item, from 0; several events share a second';
comment on column timeline.type is 'GitHub''s type in snake case without Event: labeled, closed, merged, issue_comment, ...';
comment on column timeline.occurred_at is
  'Whole seconds; for a pull_request_commit the commit''s own date; NULL for types without one';
comment on column timeline.reference_id is
  'The other thing: closer, source of a cross reference, duplicate, parent, dismissed review';
comment on column timeline.payload is 'As in event, but with a body that reads null where text_version holds it';
comment on column timeline.observed_at is 'GitHub''s clock when this event was first read';
comment on column timeline.body_from is
  'The text_version.valid_from of the body that payload lacks, its node_id is id; NULL: payload is whole';

-- What the old table took is room in the file, which is written afresh.
update _generation set compact_bytes = 0;
