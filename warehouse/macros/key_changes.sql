create or replace macro key_changes(a, b) as table
select *, weight as score, weight_rank as rank
from item_scores(a, b)
where is_changed;
comment on macro table key_changes is
  'Pull requests merged in [a, b), or approved in it and still open, weightiest first by rank; weight sums weight_*_part';
