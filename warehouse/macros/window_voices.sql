-- role: author, maintainer (by association), newcomer (said or opened nothing before the window), contributor (GitHub's
-- association CONTRIBUTOR: had a commit merged), else participant.
create or replace macro window_voices(a, b) as table
select
  said.repository,
  said.item_id,
  coalesce(said.author, 'ghost') as login,
  case
    when said.author is not distinct from any_value(items.author) then 'author'
    when bool_or(is_maintainer(said.author_association)) then 'maintainer'
    when bool_or(coalesce(people.is_new, false)) then 'newcomer'
    when bool_or(said.author_association = 'CONTRIBUTOR') then 'contributor'
    else 'participant'
  end as role,
  count(*) filter (said.comment_kind <> 'review') as comments,
  count(*) filter (said.comment_kind = 'review' and said.author is distinct from items.author) as reviews,
  list_transform(
    list_sort(list({'at': said.created_at, 'id': said.comment_id, 'url': said.url})), lambda one: one.url
  ) as urls,
  row_number() over (
    partition by said.repository, said.item_id
    order by count(*) filter (said.comment_kind <> 'review') desc, min(said.created_at), said.author
  ) as rank
from window_comments(a, b) as said
join window_items(a, b) as items on items.item_id = said.item_id
left join contributors(a, b) as people on people.repository = said.repository and people.login = said.author
where said.author_kind is distinct from 'Bot'
group by said.repository, said.item_id, said.author;
comment on macro table window_voices is
  'Who spoke below which item in [a, b), in which role, and how often, most comments first by rank; bots apart';
