-- Everything that an account did in the window: what it opened, said, reviewed, merged and closed. A review of one's own
-- pull request is a comment; a closing that is part of a merge is not counted again. Deleted accounts have no row.
create or replace macro contributors(a, b) as table
with acts as (
  select
    repository.name_with_owner as repository,
    item.author as login,
    item.author_kind as kind,
    case item.kind when 'issue' then 'opened_issue' else 'opened_pull_request' end as act
  from item
  join repository on repository.id = item.repository_id
  -- What came by transfer after the window was opened elsewhere then.
  join lifecycle_at(b::timestamptz - interval 1 microsecond) as was on was.item_id = item.id
  where item.created_at >= a::timestamptz and item.created_at < b::timestamptz
  union all
  select repository.name_with_owner, item.author, item.author_kind, 'merged_pull_request'
  from lifecycle_at(b::timestamptz - interval 1 microsecond) as was
  join item on item.id = was.item_id
  join repository on repository.id = item.repository_id
  where was.state = 'MERGED' and was.merged_at >= a::timestamptz
  union all
  select
    said.repository,
    said.author,
    said.author_kind,
    case when said.comment_kind = 'review' and said.author is distinct from item.author then 'review' else 'comment' end
  from comments_at(b::timestamptz - interval 1 microsecond) as said
  join item on item.id = said.item_id
  where said.created_at >= a::timestamptz
  union all
  select repository.name_with_owner, event.actor, event.actor_kind, case event.type when 'merged' then 'merge' else 'close' end
  from event
  join repository on repository.id = event.repository_id
  where event.type in ('merged', 'closed')
    and event.occurred_at >= a::timestamptz and event.occurred_at < b::timestamptz
  qualify event.type = 'merged' or not bool_or(event.type = 'merged') over (partition by event.item_id, event.occurred_at)
),
counted as (
  select
    repository,
    login,
    bool_or(coalesce(kind = 'Bot', false)) as is_bot,
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
)
select
  counted.*,
  coalesce(people.first_seen_at >= a::timestamptz, false) as is_new,
  counted.acts + 2 * counted.merged_pull_requests as score,
  row_number() over (
    partition by counted.repository, counted.is_bot
    order by counted.acts + 2 * counted.merged_pull_requests desc, counted.login
  ) as rank
from counted
left join people on people.repository = counted.repository and people.login = counted.login;
comment on macro table contributors is
  'Accounts that did something in [a, b) and how often, people and bots ranked apart; is_new: never seen before it';
