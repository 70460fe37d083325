create or replace macro names_at(t) as table
select node_id, arg_max(name, valid_from) as name
from name_version
where valid_from <= t::timestamptz
group by node_id;
comment on macro table names_at is 'What labels and accounts were called at t, those only whose name was ever seen to change';
