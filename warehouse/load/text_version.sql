-- Of two texts of the same instant the one read last counts. The narrow columns are searched for the rows, and of those
-- only the texts are read.
create or replace temp table changed as
with known as materialized (
  select text_version.rowid as place, page.text, page.observed_at
  from text_version
  join page using (node_id, field, valid_from)
)
select known.*, text_version.node_id, text_version.field, text_version.valid_from, text_version.text as earlier
from known
join text_version on text_version.rowid = known.place and text_version.text <> known.text;

-- The timeline stays as it was first seen: of a body that changes it keeps the text itself.
update timeline set payload = with_value(timeline.payload, 'body', changed.earlier), body_after = null
from changed
where timeline.id = changed.node_id and changed.field = 'body'
  and timeline.occurred_at + to_microseconds(timeline.body_after) = changed.valid_from;

update text_version set text = changed.text, observed_at = changed.observed_at
from changed
where text_version.rowid = changed.place;

insert into text_version by name
select distinct on (node_id, field, valid_from) *
from page
anti join (
  select node_id, field, valid_from from text_version where node_id in (select node_id from page)
) as known using (node_id, field, valid_from);
