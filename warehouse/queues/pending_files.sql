-- Merged pull requests whose files were not read. A merge is the end of a diff: they are read once.
select item.id, item.id as item_id, item.merged_at as change_at
from item
left join depth on depth.node_id = item.id and depth.what = 'files'
where item.repository_id = $repository_id
  and item.merged_at is not null
  and item.id > $after
  and depth.read_at is null
order by item.id
limit $most;
