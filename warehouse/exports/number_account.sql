-- Numbers that are no item's, by repository.
select repository.name_with_owner as repository, number_account.number as _number, '' as _key, number_account.*
from number_account
join repository on repository.id = number_account.repository_id
