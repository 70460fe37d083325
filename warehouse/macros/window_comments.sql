create or replace macro window_comments(a, b) as table
with said as (
  select
    id,
    item_id,
    kind,
    author_id,
    author,
    author_kind,
    author_association,
    url,
    review_state,
    appeared_at as created_at
  from comment
  where appeared_at >= a::timestamptz and appeared_at < b::timestamptz
    and (deleted_at is null or deleted_at >= b::timestamptz)
),
dismissals as (
  -- A dismissed review reads DISMISSED from then on; the event keeps what it said before.
  select reference_id as comment_id, arg_min(review_state, ordinal) as review_state
  from timeline
  where type = 'review_dismissed' and occurred_at >= b::timestamptz
  group by reference_id
)
select
  items.repository,
  said.item_id,
  items.kind,
  items.number,
  said.id as comment_id,
  said.kind as comment_kind,
  said.author_id,
  coalesce(names.name, said.author) as author,
  said.author_kind,
  said.author_association,
  coalesce(names.name, said.author) is not distinct from items.author as by_author,
  texts.body,
  coalesce(said.url, items.url) as url,
  coalesce(dismissals.review_state, said.review_state) as review_state,
  said.created_at
from said
join window_items(a, b) as items on items.item_id = said.item_id
left join window_texts(a, b) as texts on texts.node_id = said.id
left join dismissals on dismissals.comment_id = said.id
left join names_at(b::timestamptz - interval 1 microsecond) as names on names.node_id = said.author_id;
comment on macro table window_comments is 'Comments and reviews of [a, b), with the text that they had at its end';
