-- lists: the lists of the report that the item stands in. closed_by and closer_id tell of its last closing in the window.
create or replace macro window_items(a, b) as table
with moves as (
  select
    item_id,
    bool_or(type = 'reopened') as was_reopened,
    max(occurred_at) filter (type = 'reopened') as reopened_at,
    arg_max(
      {'login': actor, 'kind': actor_kind,
       -- A closing as a duplicate points at what is duplicated.
       'closer': case when reference_kind = 'PullRequest' and state_reason is distinct from 'DUPLICATE' then reference_id end,
       'commit': commit_oid},
      ordinal
    ) filter (type in ('closed', 'converted_to_discussion')) as closing,
    arg_max(actor, ordinal) filter (type = 'merged') as merged_by
  from timeline
  where type in ('closed', 'reopened', 'merged', 'converted_to_discussion')
    and occurred_at >= a::timestamptz and occurred_at < b::timestamptz
  group by item_id
)
select
  repository.name_with_owner as repository,
  was.item_id,
  item.number,
  item.kind,
  item.url,
  was.title,
  was.state,
  was.state_reason,
  was.labels,
  was.is_draft,
  item.author_id,
  coalesce(names.name, item.author) as author,
  item.author_kind,
  item.author_association,
  item.created_at,
  was.closed_at,
  was.merged_at,
  list_filter([
    case when item.kind = 'issue' and item.created_at >= a::timestamptz then 'new_issues' end,
    case when item.kind = 'issue' and was.state = 'CLOSED' and was.closed_at >= a::timestamptz then 'closed_issues' end,
    case when item.kind = 'pull_request' and item.created_at >= a::timestamptz then 'new_pull_requests' end,
    case when was.state = 'MERGED' and was.merged_at >= a::timestamptz then 'merged_pull_requests' end,
    case when item.kind = 'pull_request' and was.state = 'CLOSED' and was.closed_at >= a::timestamptz
      then 'closed_unmerged_pull_requests' end
  ], lambda name: name is not null) as lists,
  coalesce(moves.was_reopened, false) as was_reopened,
  moves.reopened_at,
  case when was.closed_at >= a::timestamptz then moves.closing.login end as closed_by,
  case when was.closed_at >= a::timestamptz then moves.closing.kind end as closed_by_kind,
  case when item.kind = 'issue' and was.closed_at >= a::timestamptz
    then case when moves.closing.closer is not null then 'pull_request'
              when moves.closing.commit is not null then 'commit' end
  end as closer_kind,
  case when item.kind = 'issue' and was.closed_at >= a::timestamptz then moves.closing.closer end as closer_id,
  moves.merged_by,
  -- Of an open pull request they still change.
  case when was.state = 'MERGED' then (item.additions + item.deletions)::bigint end as lines
from touched_items(a, b) as touched
join item_version as was
  on was.item_id = touched.item_id and was.valid_from < b::timestamptz and was.valid_to >= b::timestamptz
join item on item.id = touched.item_id
join repository on repository.id = item.repository_id
left join moves on moves.item_id = was.item_id
left join names_at(b::timestamptz - interval 1 microsecond) as names on names.node_id = item.author_id;
comment on macro table window_items is
  'Issues and pull requests that were opened, closed, reopened, merged or commented on in [a, b), as they stood at its end';
