-- Approved by a maintainer, by verdicts of the 90 days before the window, with none against it, and still open. It waits
-- since the last of the approval, of its having been made ready for review, and of its reopening: three days or more.
-- A reviewer's last verdict counts, all else is superseded; one that was dismissed by the end is none.
create or replace macro waiting_pull_requests(a, b) as table
-- Before the window comes into it, so that for several windows this is looked up once.
with given as materialized (
  select
    said.id as comment_id,
    said.full_database_id,
    said.item_id,
    said.author_id,
    said.author,
    said.review_state,
    said.appeared_at,
    said.deleted_at,
    is_maintainer(said.author_association) as by_maintainer,
    was.valid_from,
    was.valid_to
  from comment as said
  join item_version as was on was.item_id = said.item_id
  -- Over all reviews a list is looked through faster than `in`.
  where list_contains(['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED'], said.review_state)
    and said.author_kind is distinct from 'Bot'
    and was.state = 'OPEN' and not was.is_draft and was.valid_to > said.appeared_at
),
dismissals as (
  -- A dismissed review reads DISMISSED from then on; the event keeps what it said before.
  select reference_id as comment_id, arg_min(review_state, ordinal) as review_state
  from timeline
  where type = 'review_dismissed' and occurred_at >= b::timestamptz
  group by reference_id
),
-- An objection stands until its reviewer gives another verdict, however long ago it was.
verdicts as (
  select
    given.item_id,
    coalesce(given.author_id, given.author) as reviewer,
    any_value(given.author_id) as author_id,
    arg_max(given.author, given.appeared_at) as author,
    any_value(given.valid_from) as valid_from,
    arg_max(
      coalesce(dismissals.review_state, given.review_state),
      (given.appeared_at, coalesce(given.full_database_id, 0), given.comment_id)
    ) as verdict,
    max(given.appeared_at) as given_at,
    bool_or(given.by_maintainer) as by_maintainer
  from given
  left join dismissals on dismissals.comment_id = given.comment_id
  where given.appeared_at < b::timestamptz and given.valid_from < b::timestamptz and given.valid_to >= b::timestamptz
    and (given.deleted_at is null or given.deleted_at >= b::timestamptz)
  group by given.item_id, coalesce(given.author_id, given.author)
),
approved as (
  select
    verdicts.item_id,
    any_value(verdicts.valid_from) as valid_from,
    list(coalesce(names.name, verdicts.author) order by coalesce(names.name, verdicts.author))
      filter (verdict = 'APPROVED' and given_at >= a::timestamptz - interval 2160 hours) as approvers,
    min(given_at)
      filter (verdict = 'APPROVED' and by_maintainer and given_at >= a::timestamptz - interval 2160 hours) as approved_at
  from verdicts
  join item on item.id = verdicts.item_id
    and coalesce(item.author_id, item.author) is distinct from verdicts.reviewer
  left join names_at(b::timestamptz - interval 1 microsecond) as names on names.node_id = verdicts.author_id
  group by verdicts.item_id
  having count(*) filter (verdict = 'CHANGES_REQUESTED') = 0
),
-- While it was closed or a draft nobody could merge it.
waited as (
  select
    approved.item_id,
    any_value(approved.approvers) as approvers,
    any_value(approved.approved_at) as approved_at,
    greatest(any_value(approved.approved_at), max(before.valid_to)) as waiting_since
  from approved
  left join item_version as before
    on before.item_id = approved.item_id and before.valid_to <= approved.valid_from
    and (before.state <> 'OPEN' or before.is_draft)
  where approved.approved_at is not null
  group by approved.item_id
)
select
  repository.name_with_owner as repository,
  item.number,
  item.kind,
  item.url,
  was.title,
  was.state,
  was.state_reason,
  was.labels,
  was.is_draft,
  coalesce(names.name, item.author) as author,
  item.author_kind,
  item.author_association,
  item.created_at,
  was.closed_at,
  was.merged_at,
  waited.approvers,
  waited.approved_at,
  waited.waiting_since,
  epoch(b::timestamptz) - epoch(waited.waiting_since) as waiting_seconds,
  row_number() over (partition by item.repository_id order by waited.waiting_since, item.number) as rank
from waited
join item_version as was
  on was.item_id = waited.item_id and was.valid_from < b::timestamptz and was.valid_to >= b::timestamptz
join item on item.id = waited.item_id
join repository on repository.id = item.repository_id
left join names_at(b::timestamptz - interval 1 microsecond) as names on names.node_id = item.author_id
where waited.waiting_since <= b::timestamptz - interval 72 hours;
comment on macro table waiting_pull_requests is
  'Pull requests open at the end of [a, b) that a maintainer approved, waiting for 3 days or more, longest waiting first';
