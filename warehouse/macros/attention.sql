create or replace macro attention(a, b) as table
select *, need as score, need_rank as rank
from item_scores(a, b)
where is_troubling;
comment on macro table attention is
  'Open issues of [a, b) that tell of trouble, most needing first by rank; the score is need, the sum of its need_*_part';
