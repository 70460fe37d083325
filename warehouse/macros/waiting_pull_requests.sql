-- Approved by a maintainer three days before the end or earlier, by verdicts of the 90 days before the window, with none
-- against it, and still open. A review that was dismissed at any time counts for nothing.
create or replace macro waiting_pull_requests(a, b) as table
with waiting as (
  select *
  from item_spans
  where kind = 'pull_request' and state = 'OPEN' and not is_draft
    and valid_from < b::timestamptz and valid_to >= b::timestamptz
),
-- An objection stands until its reviewer gives another verdict, however long ago it was.
verdicts as (
  select
    said.item_id,
    said.author,
    arg_max(said.review_state, said.appeared_at) as verdict,
    max(said.appeared_at) as given_at,
    bool_or(is_maintainer(said.author_association)) as by_maintainer
  from waiting
  join comment as said on said.item_id = waiting.item_id
  where said.review_state in ('APPROVED', 'CHANGES_REQUESTED')
    and said.author_kind is distinct from 'Bot'
    and said.author is distinct from waiting.author
    and said.appeared_at < b::timestamptz
  group by said.item_id, said.author
),
approved as (
  select
    item_id,
    list(author order by author)
      filter (verdict = 'APPROVED' and given_at >= a::timestamptz - interval 2160 hours) as approvers,
    min(given_at)
      filter (verdict = 'APPROVED' and by_maintainer and given_at >= a::timestamptz - interval 2160 hours) as approved_at
  from verdicts
  group by item_id
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
join waiting as was on was.item_id = approved.item_id
left join names_at(b::timestamptz - interval 1 microsecond) as names on names.node_id = was.author_id
where approved.approved_at <= b::timestamptz - interval 72 hours;
comment on macro table waiting_pull_requests is
  'Pull requests open at the end of [a, b) that a maintainer approved 3 days before or more, longest waiting first';
