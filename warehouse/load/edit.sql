-- Texts that an edit history tells of. One that is already known stays: at most its editor is learned.
with known as materialized (
  select text_version.rowid as place, page.text, page.editor
  from text_version
  join page using (node_id, field, valid_from)
  where text_version.editor is null and page.editor is not null
)
update text_version set editor = known.editor
from known
where text_version.rowid = known.place and text_version.text = known.text;

insert into text_version by name
select distinct on (node_id, field, valid_from) *
from page
anti join (
  select node_id, field, valid_from from text_version where node_id in (select node_id from page)
) as known using (node_id, field, valid_from);
