-- The files of merged pull requests, by the year of the merge.
select
  repository.name_with_owner as repository,
  year(item.merged_at) as year,
  item.number as _number,
  changed_file.item_id || ' ' || changed_file.path as _key,
  changed_file.*
from changed_file
join item on item.id = changed_file.item_id
join repository on repository.id = item.repository_id
