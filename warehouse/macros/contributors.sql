-- Everything that an account did in the window: what it opened, said, reviewed, merged and closed. A review of one's own
-- pull request is none of these: GitHub makes one around each answer on a line of code, which is the comment. A closing
-- that is part of a merge is not counted again. Deleted accounts have no row. Whose pull request was merged, and nothing
-- else, has a row without acts, after all who did something.
create or replace macro contributors(a, b) as table
with acts as (
  select
    repository,
    author_id as person_id,
    author as login,
    author_kind as kind,
    case kind when 'issue' then 'opened_issue' else 'opened_pull_request' end as act,
    is_maintainer(author_association) as by_maintainer
  from window_items(a, b)
  where created_at >= a::timestamptz
  union all
  select repository, author_id, author, author_kind, 'merged_pull_request', is_maintainer(author_association)
  from window_items(a, b)
  where list_contains(lists, 'merged_pull_requests')
  union all
  select
    repository,
    author_id,
    author,
    author_kind,
    case when comment_kind <> 'review' then 'comment' when by_author then 'own_review' else 'review' end,
    is_maintainer(author_association)
  from window_comments(a, b)
  union all
  select repository, actor_id, actor, actor_kind, act, false
  from window_closings(a, b)
),
counted as (
  select
    repository,
    login,
    max(person_id) as person_id,
    bool_or(coalesce(kind = 'Bot', false)) as is_bot,
    bool_or(by_maintainer) as is_maintainer,
    count(*) filter (act = 'opened_issue') as opened_issues,
    count(*) filter (act = 'opened_pull_request') as opened_pull_requests,
    count(*) filter (act = 'merged_pull_request') as merged_pull_requests,
    count(*) filter (act = 'comment') as comments,
    count(*) filter (act = 'review') as reviews,
    count(*) filter (act = 'merge') as merges,
    count(*) filter (act = 'close') as closes,
    -- To have a pull request merged is somebody else's act.
    count(*) filter (act not in ('merged_pull_request', 'own_review')) as acts
  from acts
  where login is not null
  group by repository, login
),
-- An account is known by its id, since its login may change; by its login only where no id was told.
firsts as (
  select repository_id, person, min(first_at) as first_at
  from (
    select repository_id, author_id as person, min(appeared_at) as first_at from comment group by all
    union all
    select repository_id, author, min(appeared_at) from comment where author_id is null group by all
    union all
    select repository_id, author_id, min(created_at) from item group by all
    union all
    select repository_id, author, min(created_at) from item where author_id is null group by all
    union all
    -- Who is mentioned or subscribed stands there as the actor, and did nothing; who said something stands above.
    select repository_id, actor_id, min(occurred_at)
    from timeline
    where not list_contains(['mentioned', 'subscribed', 'unsubscribed', 'issue_comment', 'pull_request_review'], type)
    group by all
    union all
    select repository_id, actor, min(occurred_at)
    from timeline
    where actor_id is null and actor is not null
      and not list_contains(['mentioned', 'subscribed', 'unsubscribed', 'issue_comment', 'pull_request_review'], type)
    group by all
  )
  group by all
)
select
  counted.* exclude (person_id),
  coalesce(firsts.first_at >= a::timestamptz, true) and acts > closes + merges as is_new,
  counted.acts + 2 * counted.merged_pull_requests as score,
  row_number() over (
    partition by counted.repository, counted.is_bot
    order by counted.acts > 0 desc, counted.acts + 2 * counted.merged_pull_requests desc, counted.login
  ) as rank
from counted
join repository on repository.name_with_owner = counted.repository
left join firsts
  on firsts.repository_id = repository.id and firsts.person = coalesce(counted.person_id, counted.login);
comment on macro table contributors is
  'Accounts that did something in [a, b) and how often, and after them, with no acts, those that only had a pull request merged; people and bots ranked apart; is_new: did nothing in the archive before';
