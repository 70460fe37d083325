-- Topics of new items: their labels, and what title_topics finds in their titles; a word that is also a label counts with
-- it. Compared with as many of the 28 windows of the same length before it as the repository is old enough for, seven at
-- least. Two items by one author with one title in one window count once: they are filed again.
-- surprise = -log10 of the chance of so many or more, were the pace unchanged: with a Gamma(0.5 + items before, windows)
-- prior for the pace the number is negative binomial. A topic is frequent with three items by two people. It rises when
-- it is frequent and the chance, times the number of frequent topics looked at, is below 0.05.
create or replace macro topic_trends(a, b) as table
with ages as (
  select
    repository.name_with_owner as repository,
    least(28, floor(
      (epoch(a::timestamptz) - epoch(coalesce(repository.created_at, (select min(created_at) from item))))
      / (epoch(b::timestamptz) - epoch(a::timestamptz))
    ))::integer as windows
  from repository
),
born as (
  select
    repository.name_with_owner as repository,
    made.number,
    made.url,
    was.title,
    was.labels,
    coalesce(names.name, made.author, 'ghost') as login,
    made.created_at,
    made.created_at >= a::timestamptz as in_window,
    floor((epoch(made.created_at) - epoch(a::timestamptz)) / (epoch(b::timestamptz) - epoch(a::timestamptz))) as place
  from item as made
  join item_version as was
    on was.item_id = made.id and was.valid_from < b::timestamptz and was.valid_to >= b::timestamptz
  join repository on repository.id = made.repository_id
  join ages on ages.repository = repository.name_with_owner
  left join names_at(b::timestamptz - interval 1 microsecond) as names on names.node_id = made.author_id
  where made.author_kind is distinct from 'Bot'
    and made.created_at < b::timestamptz
    and made.created_at >= a::timestamptz - to_seconds(28 * (epoch(b::timestamptz) - epoch(a::timestamptz)))
    and made.created_at >= a::timestamptz - to_seconds(
      greatest(ages.windows, 0) * (epoch(b::timestamptz) - epoch(a::timestamptz))
    )
),
named as (
  select *, unnest(list_concat(
    list_transform(labels, lambda name: {'kind': 'label', 'topic': name}), title_topics(title)
  )) as found
  from born
),
counted as (
  select
    repository,
    lower(found.topic) as topic,
    min(found.kind) filter (found.kind = 'label') as label,
    min(found.kind) as other,
    any_value(found.topic) filter (found.kind = 'label' and in_window) as spelled,
    count(distinct {'login': login, 'title': lower(title)}) filter (in_window) as items,
    count(distinct login) filter (in_window) as people,
    count(distinct {'login': login, 'title': lower(title), 'place': place}) filter (not in_window) as items_before,
    list(distinct {'created_at': created_at, 'number': number, 'url': url}) filter (in_window) as shown
  from named
  group by repository, lower(found.topic)
  having items > 0
),
weighed as (
  select
    counted.* exclude (label, other, spelled, shown),
    coalesce(counted.spelled, counted.topic) as name,
    coalesce(counted.label, counted.other) as kind,
    list_reverse_sort(counted.shown) as shown,
    case when ages.windows >= 7 then ages.windows end as windows,
    counted.items >= 3 and counted.people >= 2 as is_frequent
  from counted
  join ages on ages.repository = counted.repository
),
judged as (
  select
    * exclude (shown),
    items_before / windows as usual,
    case when is_frequent then round(-log10(greatest(1e-12, 1 - list_sum(list_transform(
      range(items),
      lambda k: exp(
        lgamma(k + 0.5 + items_before) - lgamma(0.5 + items_before) - lgamma(k + 1)
        + (0.5 + items_before) * ln(windows / (windows + 1)) - k * ln(windows + 1)
      )
    )))), 3) end as surprise,
    count(*) filter (is_frequent) over (partition by repository) as tested,
    list_transform(shown[:10], lambda one: one.number) as numbers,
    list_transform(shown[:10], lambda one: one.url) as urls
  from weighed
)
select
  *,
  is_frequent and coalesce(surprise >= -log10(0.05 / tested), false) as is_rising,
  row_number() over (
    partition by repository order by is_frequent desc, surprise desc nulls last, items desc, topic
  ) as rank
from judged;
comment on macro table topic_trends is
  'Topics of new items of [a, b) against the windows before, most surprising first; surprise is the score';
