-- What GitHub did not give, by repository.
select repository.name_with_owner as repository, gap.number as _number, gap.what || gap.node_id as _key, gap.*
from gap
join repository on repository.id = gap.repository_id
