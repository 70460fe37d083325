-- Everything that an account did in the window: what it opened, said, reviewed, merged and closed. A review of one's own
-- pull request is a comment; a closing that is part of a merge is not counted again. Deleted accounts have no row. Whose
-- pull request was merged, and nothing else, has a row without acts, after all who did something.
create or replace macro contributors(a, b) as table
with acts as (
  select
    repository,
    author as login,
    author_kind as kind,
    case kind when 'issue' then 'opened_issue' else 'opened_pull_request' end as act,
    is_maintainer(author_association) as by_maintainer
  from window_items(a, b)
  where created_at >= a::timestamptz
  union all
  select repository, author, author_kind, 'merged_pull_request', is_maintainer(author_association)
  from window_items(a, b)
  where list_contains(lists, 'merged_pull_requests')
  union all
  select
    repository,
    author,
    author_kind,
    case when comment_kind = 'review' and not by_author then 'review' else 'comment' end,
    is_maintainer(author_association)
  from window_comments(a, b)
  union all
  select repository, actor, actor_kind, act, false
  from window_closings(a, b)
),
counted as (
  select
    repository,
    login,
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
    count(*) filter (act <> 'merged_pull_request') as acts
  from acts
  where login is not null
  group by repository, login
),
firsts as (
  select login, repository_id, min(first_at) as first_at
  from (
    select author as login, repository_id, min(appeared_at) as first_at from comment group by all
    union all
    select author, repository_id, min(created_at) from item group by all
  )
  group by all
)
select
  counted.*,
  coalesce(firsts.first_at >= a::timestamptz, true) and acts > closes + merges as is_new,
  counted.acts + 2 * counted.merged_pull_requests as score,
  row_number() over (
    partition by counted.repository, counted.is_bot
    order by counted.acts > 0 desc, counted.acts + 2 * counted.merged_pull_requests desc, counted.login
  ) as rank
from counted
join repository on repository.name_with_owner = counted.repository
left join firsts on firsts.repository_id = repository.id and firsts.login = counted.login;
comment on macro table contributors is
  'Accounts that did something in [a, b) and how often, and after them, with no acts, those that only had a pull request merged; people and bots ranked apart; is_new: said or opened nothing before';
