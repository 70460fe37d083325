-- What full checks found: the signs of change of every item, and what stands at the numbers that are no item's.
create table sweep (
  repository_id varchar not null,
  listing varchar not null,
  id varchar not null,
  number bigint not null,
  updated_at timestamptz not null,
  comment_count integer not null,
  timeline_count integer not null,
  swept_at timestamptz not null,
  primary key (repository_id, id)
);
comment on table sweep is 'Each item as the last full check met it: its counts show what updatedAt does not tell';

create table number_account (
  repository_id varchar not null,
  number bigint not null,
  what varchar not null check (what in ('discussion', 'nothing')),
  observed_at timestamptz not null,
  primary key (repository_id, number)
);
comment on table number_account is 'Numbers that are no archived item''s: a discussion, or nothing (deleted, transferred or hidden)';
