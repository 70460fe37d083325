-- Bodies and ids stood twice, in payload and beside it. Now payload lacks them, and event is a view that puts them back.
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
  body_after bigint
);
create temp macro without_value(payload, field, value) as
  coalesce(
    replace(
      replace(payload, '"' || field || '":null', '"' || field || '": null'),
      '"' || field || '":' || to_json(value),
      '"' || field || '":null'
    ),
    payload
  );
create temp table held as
select event.rowid as place, min(epoch_us(text.valid_from) - epoch_us(event.occurred_at)) as body_after
from event
join (
  select node_id, valid_from, sha256(text) as sum from text_version where field = 'body'
) as text on text.node_id = event.id and text.sum = sha256(event.payload->>'body')
group by event.rowid;
insert into timeline by name
select
  event.* replace (
    without_value(
      without_value(
        without_value(event.payload, 'body', if(held.body_after is null, null, event.payload->>'body')),
        'oid',
        event.commit_oid
      ),
      'id',
      event.id
    )::json as payload
  ),
  held.body_after
from event
left join held on held.place = event.rowid;
drop table held;
drop macro without_value;
drop table event;
comment on table timeline is
  'The rows of event, each value kept once; for queries that want no payload: event puts together what payload lacks';
comment on column timeline.ordinal is 'Position in GitHub''s order within the item, from 0; several events share a second';
comment on column timeline.type is 'GitHub''s type in snake case without Event: labeled, closed, merged, issue_comment, ...';
comment on column timeline.occurred_at is
  'Whole seconds; for a pull_request_commit the commit''s own date; NULL for types without one';
comment on column timeline.reference_id is
  'The other thing: closer, source of a cross reference, duplicate, parent, dismissed review';
comment on column timeline.payload is
  'As in event, but null where the row''s id and commit_oid or text_version hold the value';
comment on column timeline.observed_at is 'GitHub''s clock when this event was first read';
comment on column timeline.body_after is
  'Microseconds from occurred_at to the text_version.valid_from of the body that payload lacks; NULL when it lacks none';

-- What the old table took is room in the file, which is written afresh.
update _generation set compact_bytes = 0;
