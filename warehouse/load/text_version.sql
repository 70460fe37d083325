insert into text_version by name select * from page
on conflict (node_id, field, valid_from) do update set text = excluded.text, observed_at = excluded.observed_at
where text_version.text <> excluded.text;
