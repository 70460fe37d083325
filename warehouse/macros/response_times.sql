-- what: first_answer, of what people opened in the window (a comment or a review by another person than the author);
-- merge, of people's pull requests merged in the window, since their opening. Only what was answered by the end of the
-- window has a time, so read the median together with timed and items.
create or replace macro response_times(a, b) as table
with waited as (
  select
    items.repository,
    'first_answer' as what,
    items.kind,
    items.number,
    -- Words that came along from elsewhere may be older than the item here.
    case when threads.answered_at is not null
      then greatest(0, epoch(threads.answered_at) - epoch(items.created_at)) end as seconds
  from window_items(a, b) as items
  left join window_threads(a, b) as threads on threads.item_id = items.item_id
  where items.created_at >= a::timestamptz and items.author_kind is distinct from 'Bot'
  union all
  select repository, 'merge', kind, number, epoch(merged_at) - epoch(created_at)
  from window_items(a, b)
  where list_contains(lists, 'merged_pull_requests') and author_kind is distinct from 'Bot'
)
select
  repository,
  what,
  kind,
  count(*) as items,
  count(seconds) as timed,
  median(seconds)::double as median_seconds,
  quantile_cont(seconds, 0.75)::double as p75_seconds,
  list(number order by number) as numbers,
  coalesce(list(number order by number) filter (seconds is not null), []) as timed_numbers
from waited
group by repository, what, kind;
comment on macro table response_times is
  'How soon what people opened in [a, b) was answered, and what was merged in it after its opening, in seconds';
