-- The files of merged pull requests. A CHECK cannot be altered: the table that holds it is made anew, with the same rows.
create table changed_file (
  item_id varchar not null,
  path varchar not null,
  additions integer not null,
  deletions integer not null,
  change_type varchar not null
);
comment on table changed_file is
  'What merged pull requests changed, as it was after the merge: of each the first 50 files in GitHub''s order';
comment on column changed_file.item_id is 'The pull request: item.id. item.changed_files counts all of its files';
comment on column changed_file.path is 'From the top of the repository, folders divided by /; of a renamed file the new path';
comment on column changed_file.additions is 'Lines added';
comment on column changed_file.deletions is 'Lines deleted';
comment on column changed_file.change_type is 'added, changed, copied, deleted, modified or renamed';

alter table depth rename to earlier_depth;
create table depth (
  node_id varchar not null,
  what varchar not null check (what in ('review_comments', 'edits', 'reactions', 'threads', 'files')),
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
