-- What was said in a window is searched for by this instant: of a column DuckDB leaves out what lies outside, of a
-- computed value it reads all. A NOT NULL cannot be added behind an UPDATE: the table is made anew, with the same rows.
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
  appeared_at timestamptz not null,
  updated_at timestamptz,
  last_edited_at timestamptz,
  is_minimized boolean not null,
  minimized_reason varchar,
  deleted_seen_at timestamptz,
  observed_at timestamptz not null,
  deleted_at timestamptz,
  text_known_from timestamptz
);
insert into comment by name
select *, coalesce(submitted_at, created_at) as appeared_at from earlier_comment;
drop table earlier_comment;
comment on table comment is 'Issue comments, reviews and review comments as last seen; their texts are in text_version';
comment on column comment.author is 'Login at the first observation; NULL when the account was already deleted';
comment on column comment.appeared_at is 'When others could first read it: a review''s submission, else the creation';
comment on column comment.deleted_seen_at is 'When a complete reading of the item first lacked this comment; its texts are kept';
comment on column comment.deleted_at is
  'When it was deleted: as the timeline tells where that leaves no choice, else deleted_seen_at; NULL while it is there';
comment on column comment.text_known_from is
  'From when on its text is known, where its first wording is not; NULL: from the beginning on';
