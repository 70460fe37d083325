create or replace macro lifecycle_at(t) as table
select item_id, state, state_reason, closed_at, merged_at
from item_version
where valid_from <= t::timestamptz and valid_to > t::timestamptz;
comment on macro table lifecycle_at is 'State, reason, closing and merging time of each item that existed at t; events at t count';
