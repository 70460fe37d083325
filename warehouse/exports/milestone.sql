-- Milestones by repository.
select repository.name_with_owner as repository, 0 as _number, printf('%08d', milestone.number) || milestone.id as _key, milestone.*
from milestone
join repository on repository.id = milestone.repository_id
