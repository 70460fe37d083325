-- comments are those below the item and those on lines of code; a review is counted apart, and not the author's own.
-- approvers and objectors: by the last verdict of each reviewer, which supersedes those before it and is none once it is
-- dismissed; of one second the later in GitHub's order. turns: how often the speaker changed in the window.
-- An answer is a word or a review of somebody else than the author. Bots do not count.
create or replace macro window_threads(a, b) as table
with dismissals as (
  select reference_id as comment_id, arg_min(review_state, ordinal) as review_state
  from timeline
  where type = 'review_dismissed' and occurred_at >= b::timestamptz
  group by reference_id
),
said as (
  select
    said.item_id,
    said.id as comment_id,
    said.full_database_id,
    coalesce(names.name, said.author, 'ghost') as login,
    coalesce(names.name, said.author) is distinct from items.author as by_other,
    is_maintainer(said.author_association) as by_maintainer,
    said.kind = 'review' as is_review,
    coalesce(dismissals.review_state, said.review_state) as review_state,
    said.appeared_at as created_at,
    said.appeared_at >= a::timestamptz as in_window
  from comment as said
  join window_items(a, b) as items on items.item_id = said.item_id
  left join dismissals on dismissals.comment_id = said.id
  left join names_at(b::timestamptz - interval 1 microsecond) as names on names.node_id = said.author_id
  where said.author_kind is distinct from 'Bot'
    and said.appeared_at < b::timestamptz
    and (said.deleted_at is null or said.deleted_at >= b::timestamptz)
),
turned as (
  select
    item_id,
    count(*) filter (login <> previous) as turns
  from (
    select item_id, login, lag(login) over (partition by item_id order by created_at, comment_id) as previous
    from said
    where in_window and not is_review
  )
  group by item_id
),
verdicts as (
  select
    item_id,
    login,
    arg_max(review_state, (created_at, coalesce(full_database_id, 0), comment_id)) as verdict,
    max(created_at) as given_at,
    bool_or(by_maintainer) as by_maintainer
  from said
  where review_state in ('APPROVED', 'CHANGES_REQUESTED', 'DISMISSED') and by_other
  group by item_id, login
),
judged as (
  select
    item_id,
    list(login order by login) filter (verdict = 'APPROVED') as approvers,
    list(login order by login) filter (verdict = 'CHANGES_REQUESTED') as objectors,
    bool_or(verdict = 'APPROVED' and by_maintainer) as is_approved,
    coalesce(bool_or(verdict = 'APPROVED' and given_at >= a::timestamptz), false) as approved_in_window,
    coalesce(bool_or(verdict = 'CHANGES_REQUESTED' and given_at >= a::timestamptz), false) as objected_in_window
  from verdicts
  group by item_id
),
counted as (
  select
    item_id,
    count(*) filter (in_window and not is_review) as comments,
    count(*) filter (in_window and is_review and by_other) as reviews,
    count(distinct login) filter (in_window) as people,
    bool_or(in_window and by_maintainer and by_other) as maintainer_spoke,
    count(*) filter (not is_review) as lifetime_comments,
    count(distinct login) as lifetime_people,
    count(distinct login) filter (not by_maintainer and by_other) as outsiders,
    bool_or(by_maintainer and by_other) as has_maintainer,
    min(created_at) filter (by_other) as answered_at
  from said
  group by item_id
)
select
  counted.*,
  coalesce(turned.turns, 0) as turns,
  coalesce(judged.approvers, []) as approvers,
  coalesce(judged.objectors, []) as objectors,
  coalesce(judged.is_approved, false) as is_approved,
  coalesce(judged.approved_in_window, false) as approved_in_window,
  coalesce(judged.objected_in_window, false) as objected_in_window
from counted
left join turned on turned.item_id = counted.item_id
left join judged on judged.item_id = counted.item_id;
comment on macro table window_threads is
  'What people said below each of the window_items of [a, b): in the window, and since the beginning (lifetime_*)';
