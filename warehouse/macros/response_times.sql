-- An answer is the first comment or review by a person other than the author. Only what was answered by the end of the
-- window has a time, so read the median together with how many were.
create or replace macro response_times(a, b) as table
with opened as (
  select item.id as item_id, repository.name_with_owner as repository, item.kind, item.author, item.created_at
  from item
  join repository on repository.id = item.repository_id
  join lifecycle_at(b::timestamptz - interval 1 microsecond) as was on was.item_id = item.id
  where item.created_at >= a::timestamptz and item.created_at < b::timestamptz
    and item.author_kind is distinct from 'Bot'
),
waited as (
  select
    opened.repository,
    opened.kind,
    opened.item_id,
    epoch(min(said.created_at)) - epoch(any_value(opened.created_at)) as seconds
  from opened
  left join comments_at(b::timestamptz - interval 1 microsecond) as said
    on said.item_id = opened.item_id
    and said.author_kind is distinct from 'Bot'
    and said.author is distinct from opened.author
  group by opened.repository, opened.kind, opened.item_id
)
select
  repository,
  kind,
  count(*) as opened,
  count(seconds) as answered,
  median(seconds)::double as median_seconds,
  quantile_cont(seconds, 0.75)::double as p75_seconds
from waited
group by repository, kind;
comment on macro table response_times is
  'How soon what people opened in [a, b) was answered, in seconds, by kind of item; unanswered items have no time';
