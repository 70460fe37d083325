-- The record itself: the latest snapshot of each item, its event log, its comments, and every text known.
create table item (
  id varchar primary key,
  repository_id varchar not null,
  kind varchar not null check (kind in ('issue', 'pull_request')),
  number bigint not null,
  full_database_id bigint,
  url varchar not null,
  title varchar not null,
  state varchar not null,
  state_reason varchar,
  label_ids varchar[] not null,
  labels varchar[] not null,
  milestone_id varchar,
  milestone varchar,
  is_draft boolean not null,
  locked boolean not null,
  lock_reason varchar,
  author_id varchar,
  author varchar,
  author_kind varchar,
  author_association varchar,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  closed_at timestamptz,
  merged_at timestamptz,
  merged_by varchar,
  last_edited_at timestamptz,
  additions integer,
  deletions integer,
  changed_files integer,
  base_ref varchar,
  head_ref varchar,
  head_oid varchar,
  timeline_count integer,
  gone_seen_at timestamptz,
  gone_as varchar,
  first_observed_at timestamptz not null,
  observed_at timestamptz not null
);
comment on table item is 'Latest snapshot of each issue and pull request; its texts are in text_version';
comment on column item.kind is 'issue or pull_request';
comment on column item.labels is 'Label names in GitHub''s order, at observed_at';
comment on column item.author is 'Login at the first observation; NULL when the account was already deleted';
comment on column item.author_association is 'Computed by GitHub for the time of the first observation';
comment on column item.timeline_count is 'GitHub''s count of the whole timeline, entries that are not archived included';
comment on column item.gone_seen_at is 'When a full check found that GitHub has this item no more; everything known of it stays';
comment on column item.gone_as is 'discussion: converted; unknown: deleted, transferred or hidden, which GraphQL does not tell';
comment on column item.observed_at is 'GitHub''s clock when this snapshot was read';

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
  payload json not null,
  observed_at timestamptz not null,
  primary key (item_id, id)
);
comment on table event is 'Append-only timeline of each item: comments, reviews and every event, as GitHub gave them';
comment on column event.ordinal is 'Position in GitHub''s order within the item, from 0; several events share a second';
comment on column event.type is 'GitHub''s type in snake case without Event: labeled, closed, merged, issue_comment, ...';
comment on column event.occurred_at is 'Whole seconds; for a pull_request_commit the commit''s own date; NULL for types without one';
comment on column event.reference_id is 'The other thing: closer, source of a cross reference, duplicate, parent, dismissed review';
comment on column event.payload is
  'The node as first received. Lone surrogates, which no UTF-8 text can hold, read U+FFFD; unencodable has the original';
comment on column event.observed_at is 'GitHub''s clock when this event was first read';

create table comment (
  id varchar primary key,
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
  observed_at timestamptz not null
);
comment on table comment is 'Issue comments, reviews and review comments as last seen; their texts are in text_version';
comment on column comment.author is 'Login at the first observation; NULL when the account was already deleted';
comment on column comment.deleted_seen_at is 'When a complete reading of the item first lacked this comment; its texts are kept';

create table text_version (
  node_id varchar not null,
  field varchar not null,
  valid_from timestamptz not null,
  text varchar not null,
  editor varchar,
  known_by varchar not null,
  observed_at timestamptz not null,
  primary key (node_id, field, valid_from)
);
comment on table text_version is 'Every known version of a body or comment text, by the node it belongs to';
comment on column text_version.valid_from is 'When this text appeared: the creation, or the last edit before it was observed';
comment on column text_version.known_by is 'How hansard came to know it: observed';
