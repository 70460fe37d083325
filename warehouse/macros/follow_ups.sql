-- Grave problems (security, wrong output, crash, regression, by their titles) that people reported in the seven windows of
-- the same length before: those closed in this one, and, of the last window's, those still open at its end.
create or replace macro follow_ups(a, b) as table
with reported as materialized (
  select
    repository.name_with_owner as repository,
    made.repository_id,
    was.item_id,
    made.number,
    made.kind,
    made.url,
    was.title,
    was.state,
    was.state_reason,
    was.labels,
    was.is_draft,
    coalesce(names.name, made.author) as author,
    made.author_kind,
    made.author_association,
    made.created_at,
    was.closed_at,
    was.merged_at
  from item as made
  join item_version as was
    on was.item_id = made.id and was.valid_from < b::timestamptz and was.valid_to >= b::timestamptz
  join repository on repository.id = made.repository_id
  left join names_at(b::timestamptz - interval 1 microsecond) as names on names.node_id = made.author_id
  where made.kind = 'issue' and made.created_at < a::timestamptz
    and made.created_at >= a::timestamptz - to_seconds(7 * (epoch(b::timestamptz) - epoch(a::timestamptz)))
    and made.author_kind is distinct from 'Bot'
    and (
      was.closed_at >= a::timestamptz
      or was.state = 'OPEN'
        and made.created_at >= a::timestamptz - to_seconds(epoch(b::timestamptz) - epoch(a::timestamptz))
    )
),
judged as materialized (
  select *, title_severity(title, labels) as trouble from reported
),
moves as (
  select
    item_id,
    arg_max(
      {'by': actor, 'by_kind': actor_kind, 'cause': reference_id,
       'is_duplicate': coalesce(state_reason = 'DUPLICATE', false)},
      ordinal
    ) as last
  from timeline
  where type in ('closed', 'reopened', 'converted_to_discussion') and occurred_at < b::timestamptz
    and occurred_at >= a::timestamptz - to_seconds(7 * (epoch(b::timestamptz) - epoch(a::timestamptz)))
    and item_id in (select item_id from reported)
  group by item_id
),
said as (
  select item_id, count(*) as comments, bool_or(is_maintainer(author_association)) as maintainer_spoke
  from window_comments(a, b)
  where comment_kind <> 'review' and author_kind is distinct from 'Bot'
  group by item_id
)
select
  was.repository,
  was.number,
  was.kind,
  was.url,
  was.title,
  was.state,
  was.state_reason,
  was.labels,
  was.is_draft,
  was.author,
  was.author_kind,
  was.author_association,
  was.created_at,
  was.closed_at,
  was.merged_at,
  was.trouble.class as severity,
  coalesce(said.comments, 0) as comments,
  coalesce(said.maintainer_spoke, false) as maintainer_spoke,
  case when was.state = 'CLOSED' then moves.last.by end as closed_by,
  case when was.state = 'CLOSED' then moves.last.by_kind end as closed_by_kind,
  case when not moves.last.is_duplicate and cause.kind = 'pull_request' then cause.number end as closer_number,
  case when not moves.last.is_duplicate and cause.kind = 'pull_request' then cause.url end as closer_url,
  case when moves.last.is_duplicate then cause.number end as duplicate_number,
  case when moves.last.is_duplicate then cause.url end as duplicate_url,
  row_number() over (
    partition by was.repository
    order by was.state = 'OPEN', was.trouble.weight desc, was.created_at desc, was.number desc
  ) as rank
from judged as was
left join moves on moves.item_id = was.item_id
left join said on said.item_id = was.item_id
left join item as cause
  on cause.id = case when was.state = 'CLOSED' and moves.last.cause <> was.item_id then moves.last.cause end
  and cause.repository_id = was.repository_id
where was.trouble.weight >= 3.5;
comment on macro table follow_ups is
  'Grave problems reported in the windows before [a, b): closed in it, or reported in the last one and still open';
