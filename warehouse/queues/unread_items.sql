-- Items of committed pages whose timelines were not read to the end, the oldest change first.
select node_id, listing, number, item_updated_at
from unread_item
where repository_id = $repository_id
order by item_updated_at, number;
