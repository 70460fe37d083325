-- Found by its place, so that of few nodes few texts are read: see items_changed.
create or replace macro text_from(node, since) as (
  select chosen.text
  from (
    select max(rowid) as place from text_version
    where node_id = node and field = 'body' and valid_from = since
  ) as last
  join text_version as chosen on chosen.rowid = last.place
);
comment on macro text_from is 'The body that an item, comment or review had from an instant on; NULL when none began then';
