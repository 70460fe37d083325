-- Labels by repository.
select repository.name_with_owner as repository, 0 as _number, label.id as _key, label.*
from label
join repository on repository.id = label.repository_id
