-- Gaps of items that have been read whole, or are gone. `page` has one row for each.
update gap set mended_at = page.observed_at
from page
where gap.node_id = page.node_id and gap.what = page.what and gap.mended_at is null;
