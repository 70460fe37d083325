create or replace macro merged_areas(a, b) as table
select
  repository,
  area,
  count(*) as merged,
  sum(lines)::bigint as lines,
  list(number order by number desc) as numbers,
  row_number() over (partition by repository order by count(*) desc, sum(lines) desc, area) as rank
from changed_areas(a, b)
group by repository, area;
comment on macro table merged_areas is
  'Areas that the pull requests merged in [a, b) changed, most of these first by rank, as far as their files are archived';
