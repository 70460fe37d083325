-- An area is the folder of a file, at most two levels deep. A file at the top of the repository is an area of its own.
create or replace macro changed_areas(a, b) as table
with files as (
  select
    items.repository,
    items.item_id,
    items.number,
    case when contains(file.path, '/') then array_to_string(string_split(file.path, '/')[:-2][:2], '/') else file.path end
      as area,
    file.additions + file.deletions as lines
  from window_items(a, b) as items
  join changed_file as file on file.item_id = items.item_id
  where list_contains(items.lists, 'merged_pull_requests')
)
select
  repository,
  item_id,
  number,
  area,
  count(*) as files,
  sum(lines)::bigint as lines,
  row_number() over (partition by item_id order by sum(lines) desc, count(*) desc, area) as rank
from files
group by repository, item_id, number, area;
comment on macro table changed_areas is
  'Each area that a pull request merged in [a, b) changed, most lines first by rank, as far as its files are archived';
