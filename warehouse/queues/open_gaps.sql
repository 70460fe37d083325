-- Items that could not be read so far, the oldest change first.
select node_id, listing, number, item_updated_at
from gap
where repository_id = $repository_id and what = 'item' and mended_at is null
order by item_updated_at, number;
