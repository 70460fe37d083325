-- An event's place in the order moves when something before it was deleted. `page` holds events that are all known.
update event set ordinal = page.ordinal
from page
where event.item_id = page.item_id and event.id = page.id and event.ordinal <> page.ordinal;
