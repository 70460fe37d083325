-- What the listing pages do not hold: comments on lines, reactions, threads, and up to where each of these was read.
create table depth (
  node_id varchar not null,
  what varchar not null check (what in ('review_comments', 'edits', 'reactions', 'threads')),
  change_at timestamptz not null,
  read_at timestamptz,
  why varchar,
  primary key (node_id, what)
);
comment on table depth is 'What was read of a node beyond the listing page it came on; a later change has it read again';
comment on column depth.change_at is 'The change of the node (or the reading of its item) that had it read';
comment on column depth.read_at is 'GitHub''s clock when it was read; NULL when that failed, and the next sync tries again';
comment on column depth.why is 'Why GitHub gave nothing; NULL when all was read';

create table review_comment (
  id varchar primary key,
  review_id varchar not null,
  reply_to_id varchar,
  path varchar not null,
  line integer,
  original_line integer
);
comment on table review_comment is 'Where the comments of kind review_comment stand in the code; the rest of them is in comment';
comment on column review_comment.line is 'The line it now stands at; NULL when the code below it has changed';
comment on column review_comment.reply_to_id is 'The first comment of the conversation; NULL for that one itself';

create table snapshot (
  node_id varchar not null,
  what varchar not null check (what in ('reactions', 'threads')),
  observed_at timestamptz not null,
  value json not null,
  primary key (node_id, what, observed_at)
);
comment on table snapshot is 'What GitHub keeps no history of, as it was when it was read; a row for each change that was seen';
comment on column snapshot.what is
  'reactions: counts by kind, of an item or a comment; threads: the conversations of a pull request''s reviews';
comment on column snapshot.observed_at is 'GitHub''s clock when the value was first read: it may have changed any time before';
comment on column snapshot.value is
  'An object of the counts above zero, or a list of id, path, is_resolved, is_outdated and resolved_by';

comment on column text_version.valid_from is
  'When this text appeared: the creation, or an edit; of an observed text the last edit before it was read';
comment on column text_version.known_by is 'How hansard came to know it: observed, or from the edit_history';
comment on column text_version.editor is 'Who made the edit, where the edit history tells';
