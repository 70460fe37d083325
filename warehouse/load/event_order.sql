-- An event's place in the order moves when something before it was deleted. `page` holds events that are all known.
insert into event by name select * from page
on conflict (item_id, id) do update set ordinal = excluded.ordinal
where event.ordinal <> excluded.ordinal;
