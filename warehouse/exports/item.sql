-- Issues and pull requests, by the year in which they were opened.
select repository.name_with_owner as repository, year(item.created_at) as year, item.number as _number, '' as _key, item.*
from item
join repository on repository.id = item.repository_id
