create or replace macro label_trends(a, b) as table
select * exclude (kind, name, rank), name as label, row_number() over (partition by repository order by rank) as rank
from topic_trends(a, b)
where kind = 'label';
comment on macro table label_trends is 'The topic_trends of [a, b) that are labels';
