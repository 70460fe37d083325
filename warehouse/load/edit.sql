-- Texts that an edit history tells of. One that is already known stays: at most its editor is learned.
insert into text_version by name select * from page
on conflict (node_id, field, valid_from) do update set editor = excluded.editor
where text_version.text = excluded.text and text_version.editor is null and excluded.editor is not null;
