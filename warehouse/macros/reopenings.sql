create or replace macro reopenings(a, b) as table
select *, reopened_rank as rank
from item_scores(a, b)
where reopened_rank is not null;
comment on macro table reopenings is 'What was reopened in [a, b) and is open at its end, latest first';
