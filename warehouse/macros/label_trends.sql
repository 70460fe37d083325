-- A label's new items in the window against its mean over the 28 days before, for windows of the same length.
-- surprise = -log10 of the chance of so many or more, were the pace unchanged: with a Gamma(0.5 + items before, 28 days)
-- prior for the pace the number is negative binomial. A label is frequent with three items by two people, and one that
-- is frequent rises when surprise >= 2.
create or replace macro label_trends(a, b) as table
with born as (
  select
    repository,
    unnest(labels) as label,
    number,
    url,
    coalesce(author, 'ghost') as login,
    created_at,
    created_at >= a::timestamptz as in_window
  from items_at(b::timestamptz - interval 1 microsecond)
  where created_at >= a::timestamptz - interval 672 hours and author_kind is distinct from 'Bot'
),
counted as (
  select
    repository,
    label,
    count(*) filter (in_window) as items,
    count(distinct login) filter (in_window) as people,
    count(*) filter (not in_window) as items_28d,
    list(number order by created_at desc, number desc) filter (in_window) as numbers,
    list(url order by created_at desc, number desc) filter (in_window) as urls
  from born
  group by repository, label
  having items > 0
),
firsts as (
  select repository_id, min(created_at) as first_at from item group by repository_id
),
compared as (
  select
    counted.*,
    case when coalesce(repository.created_at, firsts.first_at) <= a::timestamptz - interval 672 hours
      then (672 * 3600) / (epoch(b::timestamptz) - epoch(a::timestamptz))
    end as windows
  from counted
  join repository on repository.name_with_owner = counted.repository
  left join firsts on firsts.repository_id = repository.id
),
weighed as (
  select
    * exclude (windows),
    items_28d / windows as usual,
    -log10(greatest(1e-12, 1 - list_sum(list_transform(
      range(items),
      lambda k: exp(
        lgamma(k + 0.5 + items_28d) - lgamma(0.5 + items_28d) - lgamma(k + 1)
        + (0.5 + items_28d) * ln(windows / (windows + 1)) - k * ln(windows + 1)
      )
    )))) as unrounded
  from compared
),
judged as (
  select
    * exclude (unrounded, numbers, urls),
    round(unrounded, 3) as surprise,
    items >= 3 and people >= 2 as is_frequent,
    is_frequent and coalesce(unrounded >= 2, false) as is_rising,
    numbers[:10] as numbers,
    urls[:10] as urls
  from weighed
)
select
  *,
  row_number() over (
    partition by repository order by is_frequent desc, surprise desc nulls last, items desc, label
  ) as rank
from judged;
comment on macro table label_trends is
  'Labels of new items of [a, b): the frequent ones (3 items, 2 people) first, most surprising first; surprise is the score';
