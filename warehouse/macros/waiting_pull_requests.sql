-- Approved by a maintainer three days before the end or earlier, by verdicts of the 90 days before the window, with none
-- against it, and still open. A review that was dismissed at any time counts for nothing.
create or replace macro waiting_pull_requests(a, b) as table
with recent as (
  select distinct item_id
  from comment
  where review_state = 'APPROVED' and author_kind is distinct from 'Bot'
    and coalesce(submitted_at, created_at) >= a::timestamptz - interval 2160 hours
    and coalesce(submitted_at, created_at) < b::timestamptz
),
-- An objection stands until its reviewer gives another verdict, however long ago it was.
verdicts as (
  select
    said.item_id,
    said.author,
    arg_max(said.review_state, coalesce(said.submitted_at, said.created_at)) as verdict,
    max(coalesce(said.submitted_at, said.created_at)) as given_at,
    bool_or(is_maintainer(said.author_association)) as by_maintainer
  from recent
  join comment as said on said.item_id = recent.item_id
  where said.review_state in ('APPROVED', 'CHANGES_REQUESTED')
    and said.author_kind is distinct from 'Bot'
    and coalesce(said.submitted_at, said.created_at) < b::timestamptz
  group by said.item_id, said.author
),
approved as (
  select
    verdicts.item_id,
    list(verdicts.author order by verdicts.author)
      filter (verdict = 'APPROVED' and given_at >= a::timestamptz - interval 2160 hours) as approvers,
    min(given_at)
      filter (verdict = 'APPROVED' and by_maintainer and given_at >= a::timestamptz - interval 2160 hours) as approved_at
  from verdicts
  join item on item.id = verdicts.item_id
  where verdicts.author is distinct from item.author
  group by verdicts.item_id
  having count(*) filter (verdict = 'CHANGES_REQUESTED') = 0
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
  coalesce(names.name, was.author) as author,
  was.author_kind,
  was.author_association,
  was.created_at,
  was.closed_at,
  was.merged_at,
  approved.approvers,
  approved.approved_at,
  epoch(b::timestamptz) - epoch(approved.approved_at) as waiting_seconds,
  row_number() over (partition by was.repository order by approved.approved_at, was.number) as rank
from approved
join item_spans as was on was.item_id = approved.item_id and was.valid_from < b::timestamptz and was.valid_to >= b::timestamptz
left join names_at(b::timestamptz - interval 1 microsecond) as names on names.node_id = was.author_id
where was.kind = 'pull_request' and was.state = 'OPEN' and not was.is_draft
  and approved.approved_at <= b::timestamptz - interval 72 hours;
comment on macro table waiting_pull_requests is
  'Pull requests open at the end of [a, b) that a maintainer approved 3 days before or more, longest waiting first';
