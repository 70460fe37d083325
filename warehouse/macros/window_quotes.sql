-- The comments of a thread that are worth reading first: those with the most answers on the same line of code, then a
-- maintainer's, then the earliest; one of each speaker.
create or replace macro window_quotes(a, b) as table
with said as (
  select
    said.repository,
    said.item_id,
    said.comment_id,
    coalesce(said.author, 'ghost') as login,
    is_maintainer(said.author_association) as by_maintainer,
    coalesce(said.url, items.url) as url,
    left(said.body, 4000) as body,
    said.created_at,
    coalesce(replies.replies, 0) as replies
  from window_comments(a, b) as said
  join window_items(a, b) as items on items.item_id = said.item_id
  left join (
    select reply_to_id, count(*) as replies
    from review_comment
    where id in (select comment_id from window_comments(a, b))
    group by reply_to_id
  ) as replies on replies.reply_to_id = said.comment_id
  where said.author_kind is distinct from 'Bot' and said.body <> ''
),
firsts as (
  select *
  from said
  qualify row_number() over (
    partition by item_id, login order by replies desc, created_at, comment_id
  ) = 1
)
select
  *,
  row_number() over (
    partition by item_id order by replies desc, by_maintainer desc, created_at, comment_id
  ) as rank
from firsts;
comment on macro table window_quotes is
  'The comments of [a, b) to quote below each item, by rank, with the first 4000 characters of their text; bots apart';
