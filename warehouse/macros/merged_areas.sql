create or replace macro merged_areas(a, b) as table
with tags as (
  select repository, number, unnest(list_distinct(regexp_extract_all(title, '\[([^\[\]]{1,40})\]', 1))) as area
  from window_items(a, b)
  where list_contains(lists, 'merged_pull_requests')
)
select
  repository,
  area,
  count(*) as merged,
  list(number order by number desc) as numbers,
  row_number() over (partition by repository order by count(*) desc, area) as rank
from tags
group by repository, area;
comment on macro table merged_areas is 'What stands in brackets in the titles of the pull requests merged in [a, b), and how often';
