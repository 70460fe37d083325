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
  join item on item.id = said.item_id
  join item_version as was on was.item_id = said.item_id
  where said.review_state in ('APPROVED', 'CHANGES_REQUESTED')
    and said.author_kind is distinct from 'Bot'
    and said.author is distinct from item.author
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
join item_spans as was on was.item_id = approved.item_id and was.valid_from < b::timestamptz and was.valid_to >= b::timestamptz
left join names_at(b::timestamptz - interval 1 microsecond) as names on names.node_id = was.author_id
where approved.approved_at <= b::timestamptz - interval 72 hours;
comment on macro table waiting_pull_requests is
  'Pull requests open at the end of [a, b) that a maintainer approved 3 days before or more, longest waiting first';
