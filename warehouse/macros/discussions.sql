-- heat = ln(1 + comments) * (1 + 0.5 * min(people - 1, 4)) + 0.8 if a maintainer spoke + contention
--        + 0.3 * ln(1 + turns) + 2 if concluded
-- A thread qualifies by comments of at least two people, three a day but never fewer than two; or by its conclusion:
-- closed in the window by a person after ten comments or more by at least four people. Bots do not count, nor do
-- approvals. Whether a comment was minimised has no history, so it is not asked.
create or replace macro discussions(a, b) as table
with touched as (
  select item_id
  from comments_at(b::timestamptz - interval 1 microsecond)
  where created_at >= a::timestamptz and author_kind is distinct from 'Bot'
  union
  select item_id
  from event
  where type = 'closed' and occurred_at >= a::timestamptz and occurred_at < b::timestamptz
),
said as (
  select
    item_id,
    coalesce(author, 'ghost') as login,
    author_association in ('OWNER', 'MEMBER', 'COLLABORATOR') as by_maintainer,
    review_state = 'CHANGES_REQUESTED' as objects,
    created_at >= a::timestamptz as in_window,
    case when created_at >= a::timestamptz
      then lag(coalesce(author, 'ghost')) over (
        partition by item_id, created_at >= a::timestamptz order by created_at, comment_id
      )
    end as previous_login
  from comments_at(b::timestamptz - interval 1 microsecond)
  where author_kind is distinct from 'Bot'
    and (comment_kind <> 'review' or review_state in ('COMMENTED', 'CHANGES_REQUESTED'))
    and item_id in (select item_id from touched)
),
threads as (
  select
    item_id,
    count(*) filter (in_window) as comments,
    count(distinct login) filter (in_window) as people,
    coalesce(list(distinct login order by login) filter (in_window), []) as people_logins,
    coalesce(list(distinct login order by login) filter (in_window and by_maintainer), []) as maintainer_logins,
    count(*) as lifetime_comments,
    count(distinct login) as lifetime_people,
    count(*) filter (previous_login <> login) as turns,
    coalesce(bool_or(objects) filter (in_window), false) as changes_requested
  from said
  group by item_id
),
moves as (
  select
    item_id,
    bool_or(type = 'reopened') as reopened,
    arg_max(actor_kind is distinct from 'Bot', ordinal) filter (type = 'closed') as closed_by_person
  from event
  where type in ('closed', 'reopened') and occurred_at >= a::timestamptz and occurred_at < b::timestamptz
  group by item_id
),
candidates as (
  select
    was.* exclude (item_id, body, assignees, milestone, locked, comment_count),
    threads.* exclude (item_id),
    coalesce(moves.reopened, false) as reopened,
    was.closed_at >= a::timestamptz and coalesce(moves.closed_by_person, false)
      and threads.lifetime_comments >= 10 and threads.lifetime_people >= 4 as is_concluded
  from threads
  join items_at(b::timestamptz - interval 1 microsecond) as was on was.item_id = threads.item_id
  left join moves on moves.item_id = threads.item_id
  where threads.comments > 0 or was.closed_at >= a::timestamptz
),
scored as (
  select
    * exclude (is_concluded),
    coalesce(is_concluded, false) as concluded,
    ln(1 + comments) * (1 + 0.5 * greatest(0, least(people - 1, 4))) as comment_part,
    case when list_has_any(maintainer_logins, list_filter(people_logins, lambda login: login is distinct from author))
      then 0.8 else 0.0 end as maintainer_part,
    changes_requested::integer + reopened::integer as contention_part,
    0.3 * ln(1 + turns) as turn_part,
    case when is_concluded then 2.0 else 0.0 end as conclusion_part
  from candidates
)
select
  *,
  round(comment_part + maintainer_part + contention_part + turn_part + conclusion_part, 3)::double as score,
  row_number() over (
    partition by repository
    order by round(comment_part + maintainer_part + contention_part + turn_part + conclusion_part, 3) desc, number desc
  ) as rank
from scored
where concluded
  or people >= 2
    and comments >= greatest(2, ceil(3 * (epoch(b::timestamptz) - epoch(a::timestamptz)) / 86400));
comment on macro table discussions is
  'Threads that people took up in [a, b), hottest first by rank, with the score and its parts (score = sum of *_part)';
