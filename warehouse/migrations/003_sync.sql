-- What was fetched when, where to go on, what it cost, what is missing.
create table sync_run (
  id uuid primary key,
  repository_id varchar not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  requests integer not null default 0,
  points integer not null default 0,
  items_new integer not null default 0,
  items_changed integer not null default 0,
  events integer not null default 0,
  comments integer not null default 0,
  gaps integer not null default 0,
  complete boolean not null default false,
  hansard_version varchar not null
);
comment on table sync_run is 'One row for each sync; complete says that it reached the end with nothing missing';
comment on column sync_run.started_at is 'GitHub''s clock: everything that happened before it is archived once the run is complete';

create table sync_cursor (
  repository_id varchar not null,
  listing varchar not null,
  kind varchar not null check (kind in ('crawl', 'changes')),
  cursor varchar,
  since timestamptz,
  started_at timestamptz not null,
  done boolean not null default false,
  watermark timestamptz,
  newest_id varchar,
  newest_updated_at timestamptz,
  total_count bigint,
  page_size integer not null,
  primary key (repository_id, listing)
);
comment on table sync_cursor is 'Where each listing stands: the pass under way, its cursor, and the watermark of the last one';
comment on column sync_cursor.cursor is 'GitHub''s cursor after the last committed page of the pass';
comment on column sync_cursor.since is 'A changes pass reads what was updated at or after this';
comment on column sync_cursor.watermark is 'GitHub''s clock when the last finished pass began: all before it is archived';
comment on column sync_cursor.newest_updated_at is 'What the probe of the last complete sync saw as the newest change';

create table api_request (
  run_id uuid not null,
  sequence integer not null,
  requested_at timestamptz not null,
  operation varchar not null,
  page_size integer,
  outcome varchar not null,
  seconds double not null,
  cost integer,
  remaining integer,
  node_count integer,
  request_id varchar,
  primary key (run_id, sequence)
);
comment on table api_request is 'Every request to the API and what it cost; seconds by the local clock';

create table gap (
  repository_id varchar not null,
  what varchar not null check (what in ('item', 'entries')),
  node_id varchar not null,
  listing varchar not null,
  number bigint not null,
  item_updated_at timestamptz not null,
  why varchar not null,
  first_seen_at timestamptz not null,
  last_tried_at timestamptz not null,
  tries integer not null default 1,
  mended_at timestamptz,
  primary key (repository_id, what, node_id)
);
comment on table gap is 'What GitHub did not give, and why; nothing is guessed in its place';
comment on column gap.what is
  'item: could not be read, is tried again first by the next sync; entries: read but for timeline entries withheld';
comment on column gap.mended_at is 'When it could be read after all, or was found to be gone';
