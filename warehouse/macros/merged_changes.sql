create or replace macro merged_changes(a, b) as table
select
  * exclude (rank),
  row_number() over (partition by repository order by score desc, number desc) as rank
from key_changes(a, b)
where state = 'MERGED';
comment on macro table merged_changes is 'The key_changes of [a, b) that were merged';
