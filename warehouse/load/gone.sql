-- Items whose absence GitHub confirmed by their numbers.
update item set gone_seen_at = page.observed_at, gone_as = page.gone_as
from page
where item.id = page.id and item.gone_seen_at is null;
