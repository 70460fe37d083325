-- What a merged pull request changed stays as it is.
insert into changed_file by name
select distinct on (item_id, path) *
from page
anti join (
  select item_id, path from changed_file where item_id in (select item_id from page)
) as known using (item_id, path);
