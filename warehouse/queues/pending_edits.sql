-- Items and comments edited after their edit history was read. What was never edited has none.
with edited as (
  select id, id as item_id, last_edited_at as change_at from item
  where repository_id = $repository_id and last_edited_at is not null
  union all
  select id, item_id, last_edited_at from comment
  where repository_id = $repository_id and last_edited_at is not null and deleted_seen_at is null
)
select edited.id, edited.item_id, edited.change_at
from edited
left join depth on depth.node_id = edited.id and depth.what = 'edits'
where edited.id > $after and (depth.read_at is null or depth.change_at < edited.change_at)
order by edited.id
limit $most;
