-- Who and what items refer to, each known by its GitHub node id.
create table repository (
  id varchar primary key,
  database_id bigint,
  name_with_owner varchar not null,
  url varchar not null,
  created_at timestamptz,
  observed_at timestamptz not null
);
comment on table repository is 'Archived repositories, by GitHub node id; name_with_owner is the name at the last sync';

create table actor (
  id varchar primary key,
  kind varchar not null,
  login varchar not null,
  observed_at timestamptz not null
);
comment on table actor is 'Accounts seen on any item, by GitHub node id; kind is GitHub''s __typename, login the one seen last';

create table label (
  id varchar primary key,
  repository_id varchar not null,
  name varchar not null,
  color varchar,
  description varchar,
  is_default boolean,
  created_at timestamptz,
  observed_at timestamptz not null
);
comment on table label is 'Labels as last seen; created_at is what GitHub orders the labels of an item by';

create table milestone (
  id varchar primary key,
  repository_id varchar not null,
  number integer not null,
  title varchar not null,
  state varchar not null,
  due_on timestamptz,
  closed_at timestamptz,
  observed_at timestamptz not null
);
comment on table milestone is 'Milestones as last seen on an item';

create table name_version (
  node_id varchar not null,
  valid_from timestamptz not null,
  name varchar not null,
  primary key (node_id, valid_from)
);
comment on table name_version is 'Names of labels and logins of accounts that were seen to change; those that never did have no row';
comment on column name_version.valid_from is 'When the name was first seen: GitHub does not tell when it changed. 1970 for the oldest known';
