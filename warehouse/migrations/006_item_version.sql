-- The past of each item as spans in which it looked the same, derived from everything else whenever that changes.
create table item_version (
  item_id varchar not null,
  valid_from timestamptz not null,
  valid_to timestamptz not null,
  title varchar not null,
  state varchar not null,
  state_reason varchar,
  closed_at timestamptz,
  merged_at timestamptz,
  labels varchar[] not null,
  assignees varchar[] not null,
  milestone varchar,
  is_draft boolean not null,
  locked boolean not null,
  known_from timestamptz
);
comment on table item_version is
  'Derived: how each item looked from when until when, one row for each span in which nothing of this changed';
comment on column item_version.valid_from is 'First instant of the span; of the first one the creation, or the arrival by transfer';
comment on column item_version.valid_to is 'First instant after the span; the end of the year 9999 while it lasts';
comment on column item_version.labels is 'Label names in GitHub''s order, which is by the label''s creation';
comment on column item_version.assignees is 'Logins, sorted';
comment on column item_version.known_from is
  'From when on these columns are known, the same for all spans of an item; NULL: for all of its life';

alter table comment add column deleted_at timestamptz;
comment on column comment.deleted_at is
  'When it was deleted: as the timeline tells where that leaves no choice, else deleted_seen_at; NULL while it is there';

alter table comment add column text_known_from timestamptz;
comment on column comment.text_known_from is
  'From when on its text is known, where its first wording is not; NULL: from the beginning on';

alter table item add column text_known_from timestamptz;
comment on column item.text_known_from is
  'From when on its body is known, where its first wording is not; NULL: from the beginning on';
