-- Long texts, and the indexes of keys, take most of a warehouse. ALTER changes neither: the tables are made anew, with the
-- same rows. Of those that have no key here, warehouse/load keeps the rows distinct.
alter table event rename to earlier_event;
create table event (
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
  observed_at timestamptz not null
);
insert into event by name from earlier_event;
drop table earlier_event;
comment on table event is 'Append-only timeline of each item: comments, reviews and every event, as GitHub gave them';
comment on column event.ordinal is 'Position in GitHub''s order within the item, from 0; several events share a second';
comment on column event.type is 'GitHub''s type in snake case without Event: labeled, closed, merged, issue_comment, ...';
comment on column event.occurred_at is 'Whole seconds; for a pull_request_commit the commit''s own date; NULL for types without one';
comment on column event.reference_id is 'The other thing: closer, source of a cross reference, duplicate, parent, dismissed review';
comment on column event.payload is
  'The node as first received. Lone surrogates, which no UTF-8 text can hold, read U+FFFD; unencodable has the original';
comment on column event.observed_at is 'GitHub''s clock when this event was first read';

alter table comment rename to earlier_comment;
create table comment (
  id varchar not null,
  repository_id varchar not null,
  item_id varchar not null,
  kind varchar not null check (kind in ('issue_comment', 'review', 'review_comment')),
  full_database_id bigint,
  url varchar,
  author_id varchar,
  author varchar,
  author_kind varchar,
  author_association varchar,
  review_state varchar,
  commit_oid varchar,
  created_at timestamptz not null,
  submitted_at timestamptz,
  updated_at timestamptz,
  last_edited_at timestamptz,
  is_minimized boolean not null,
  minimized_reason varchar,
  deleted_seen_at timestamptz,
  observed_at timestamptz not null,
  deleted_at timestamptz,
  text_known_from timestamptz
);
insert into comment by name from earlier_comment;
drop table earlier_comment;
comment on table comment is 'Issue comments, reviews and review comments as last seen; their texts are in text_version';
comment on column comment.author is 'Login at the first observation; NULL when the account was already deleted';
comment on column comment.deleted_seen_at is 'When a complete reading of the item first lacked this comment; its texts are kept';
comment on column comment.deleted_at is
  'When it was deleted: as the timeline tells where that leaves no choice, else deleted_seen_at; NULL while it is there';
comment on column comment.text_known_from is
  'From when on its text is known, where its first wording is not; NULL: from the beginning on';

alter table text_version rename to earlier_text_version;
create table text_version (
  node_id varchar not null,
  field varchar not null,
  valid_from timestamptz not null,
  text varchar not null using compression zstd,
  editor varchar,
  known_by varchar not null,
  observed_at timestamptz not null
);
insert into text_version by name from earlier_text_version;
drop table earlier_text_version;
comment on table text_version is 'Every known version of a body or comment text, by the node it belongs to';
comment on column text_version.valid_from is
  'When this text appeared: the creation, or an edit; of an observed text the last edit before it was read';
comment on column text_version.known_by is 'How hansard came to know it: observed, or from the edit_history';
comment on column text_version.editor is 'Who made the edit, where the edit history tells';

alter table depth rename to earlier_depth;
create table depth (
  node_id varchar not null,
  what varchar not null check (what in ('review_comments', 'edits', 'reactions', 'threads')),
  change_at timestamptz not null,
  read_at timestamptz,
  why varchar
);
insert into depth by name from earlier_depth;
drop table earlier_depth;
comment on table depth is 'What was read of a node beyond the listing page it came on; a later change has it read again';
comment on column depth.change_at is 'The change of the node (or the reading of its item) that had it read';
comment on column depth.read_at is 'GitHub''s clock when it was read; NULL when that failed, and the next sync tries again';
comment on column depth.why is 'Why GitHub gave nothing; NULL when all was read';

alter table review_comment rename to earlier_review_comment;
create table review_comment (
  id varchar not null,
  review_id varchar not null,
  reply_to_id varchar,
  path varchar not null,
  line integer,
  original_line integer
);
insert into review_comment by name from earlier_review_comment;
drop table earlier_review_comment;
comment on table review_comment is 'Where the comments of kind review_comment stand in the code; the rest of them is in comment';
comment on column review_comment.line is 'The line it now stands at; NULL when the code below it has changed';
comment on column review_comment.reply_to_id is 'The first comment of the conversation; NULL for that one itself';

alter table snapshot rename to earlier_snapshot;
create table snapshot (
  node_id varchar not null,
  what varchar not null check (what in ('reactions', 'threads')),
  observed_at timestamptz not null,
  value json not null using compression zstd,
  primary key (node_id, what, observed_at)
);
insert into snapshot by name from earlier_snapshot;
drop table earlier_snapshot;
comment on table snapshot is 'What GitHub keeps no history of, as it was when it was read; a row for each change that was seen';
comment on column snapshot.what is
  'reactions: counts by kind, of an item or a comment; threads: the conversations of a pull request''s reviews';
comment on column snapshot.observed_at is 'GitHub''s clock when the value was first read: it may have changed any time before';
comment on column snapshot.value is
  'An object of the counts above zero, or a list of id, path, is_resolved, is_outdated and resolved_by';

-- A file that was made in an older format of DuckDB's compresses no better for that: it is written afresh.
update _generation set compact_bytes = 0;
