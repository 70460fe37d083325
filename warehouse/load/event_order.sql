-- An event's place in the order moves when something before it was deleted. `page` holds events that are all known.
update timeline set ordinal = page.ordinal
from page
where timeline.item_id = page.item_id and timeline.id = page.id and timeline.ordinal <> page.ordinal;
