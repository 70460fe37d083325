create table unread_item (
  repository_id varchar not null,
  node_id varchar not null,
  listing varchar not null,
  number bigint not null,
  item_updated_at timestamptz not null,
  primary key (repository_id, node_id)
);
comment on table unread_item is
  'Items met on a committed page whose timelines go on: they are loaded once read to the end, and are not in item before';
comment on column unread_item.item_updated_at is 'The change of the item that had it read';
