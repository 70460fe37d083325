-- Of two texts of the same instant the one read last counts. The narrow columns are searched for the rows, and of those
-- only the texts are read.
with known as materialized (
  select text_version.rowid as place, page.text, page.observed_at
  from text_version
  join page using (node_id, field, valid_from)
)
update text_version set text = known.text, observed_at = known.observed_at
from known
where text_version.rowid = known.place and text_version.text <> known.text;

insert into text_version by name
select distinct on (node_id, field, valid_from) *
from page
anti join (
  select node_id, field, valid_from from text_version where node_id in (select node_id from page)
) as known using (node_id, field, valid_from);
