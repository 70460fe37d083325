-- Approved by a maintainer three days before the end or earlier, by verdicts of the 90 days before the window, with none
-- against it, and still open. A review that was dismissed at any time counts for nothing.
create or replace macro waiting_pull_requests(a, b) as table
-- Before the window comes into it, so that for several windows this is looked up once.
with given as materialized (
  select
    said.item_id,
    said.author,
    said.review_state,
    said.appeared_at,
    is_maintainer(said.author_association) as by_maintainer,
    was.valid_from,
    was.valid_to
  from comment as said
  join item_version as was on was.item_id = said.item_id
  -- Over all reviews a list is looked through faster than `in`.
  where list_contains(['APPROVED', 'CHANGES_REQUESTED'], said.review_state)
    and said.author_kind is distinct from 'Bot'
    and was.state = 'OPEN' and not was.is_draft and was.valid_to > said.appeared_at
),
-- An objection stands until its reviewer gives another verdict, however long ago it was.
verdicts as (
  select
    item_id,
    author,
    arg_max(review_state, appeared_at) as verdict,
    max(appeared_at) as given_at,
    bool_or(by_maintainer) as by_maintainer
  from given
  where appeared_at < b::timestamptz and valid_from < b::timestamptz and valid_to >= b::timestamptz
  group by item_id, author
),
approved as (
  select
    verdicts.item_id,
    list(verdicts.author order by verdicts.author)
      filter (verdict = 'APPROVED' and given_at >= a::timestamptz - interval 2160 hours) as approvers,
    min(given_at)
      filter (verdict = 'APPROVED' and by_maintainer and given_at >= a::timestamptz - interval 2160 hours) as approved_at
  from verdicts
  join item on item.id = verdicts.item_id and item.author is distinct from verdicts.author
  group by verdicts.item_id
  having count(*) filter (verdict = 'CHANGES_REQUESTED') = 0
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
  approved.approvers,
  approved.approved_at,
  epoch(b::timestamptz) - epoch(approved.approved_at) as waiting_seconds,
  row_number() over (partition by item.repository_id order by approved.approved_at, item.number) as rank
from approved
join item_version as was
  on was.item_id = approved.item_id and was.valid_from < b::timestamptz and was.valid_to >= b::timestamptz
join item on item.id = approved.item_id
join repository on repository.id = item.repository_id
left join names_at(b::timestamptz - interval 1 microsecond) as names on names.node_id = item.author_id
where approved.approved_at <= b::timestamptz - interval 72 hours;
comment on macro table waiting_pull_requests is
  'Pull requests open at the end of [a, b) that a maintainer approved 3 days before or more, longest waiting first';
