create or replace macro discussions(a, b) as table
select *, heat as score, heat_rank as rank
from item_scores(a, b)
where is_discussed;
comment on macro table discussions is
  'Threads that people took up in [a, b), hottest first by rank; the score is heat, the sum of its heat_*_part';
