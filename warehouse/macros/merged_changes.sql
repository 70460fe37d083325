-- weight = 3 + 4 security + 3 breaking + 2 performance + 2 new support + 2 closes an issue + 0.4 * ln(1 + people)
--          + 0.3 * ln(1 + min(lines, 2000)) + 0.5 approved by a maintainer - 4 documentation, tests or CI - 6 by a bot
-- What a change is about is read from its title and labels: the paths of its files are not archived.
create or replace macro merged_changes(a, b) as table
with merged as (
  select * exclude (body, assignees, milestone, locked, comment_count)
  from items_at(b::timestamptz - interval 1 microsecond)
  where state = 'MERGED' and merged_at >= a::timestamptz
),
threads as (
  select
    item_id,
    count(distinct author) as people,
    list(distinct author order by author) filter (review_state = 'APPROVED') as approvers,
    bool_or(review_state = 'APPROVED' and author_association in ('OWNER', 'MEMBER', 'COLLABORATOR')) as is_approved
  from comments_at(b::timestamptz - interval 1 microsecond)
  where author_kind is distinct from 'Bot' and item_id in (select item_id from merged)
  group by item_id
),
fixes as (
  select item_id, list(number order by number) as closes_numbers, list(url order by number) as closes_urls
  from (
    select distinct event.reference_id as item_id, closed.number, closed.url
    from event
    join item as closed on closed.id = event.item_id
    where event.type = 'closed' and closed.kind = 'issue'
      and event.occurred_at >= a::timestamptz and event.occurred_at < b::timestamptz
  )
  group by item_id
),
described as (
  select
    merged.*,
    regexp_matches(merged.title, '\b(security|vulnerab\w*|cve-\d+\S*)\b', 'i') as is_security,
    regexp_matches(
      merged.title, '\b(breaking|deprecat\w*|remov(e|es|ed|al|ing)|revert(s|ed)?|drop(s|ped)? support|by default)\b', 'i'
    ) as is_breaking,
    regexp_matches(
      merged.title, '\b(perf|performance|speed-? ?ups?|faster|optimi[sz]\w*|throughput|latency)\b', 'i'
    ) as is_performance,
    list_contains(merged.labels, 'new-model')
      or regexp_matches(merged.title, '\badd(s|ed)?\b.*\bsupport\b|\bsupport(s|ed)?\b.*\b(models?|backend)\b', 'i')
      as is_support,
    list_has_any(merged.labels, ['documentation', 'ci/build', 'ci'])
      or regexp_matches(merged.title, '^\W*(docs?|ci|ci/build|tests?)\b', 'i') as is_docs_or_ci,
    (item.additions + item.deletions)::bigint as lines,
    coalesce(threads.people, 0) as people,
    coalesce(threads.approvers, []) as approvers,
    coalesce(threads.is_approved, false) as is_approved,
    coalesce(fixes.closes_numbers, []) as closes_numbers,
    coalesce(fixes.closes_urls, []) as closes_urls
  from merged
  join item on item.id = merged.item_id
  left join threads on threads.item_id = merged.item_id
  left join fixes on fixes.item_id = merged.item_id
),
scored as (
  select
    * exclude (item_id),
    4 * is_security::integer + 3 * is_breaking::integer + 2 * is_performance::integer + 2 * is_support::integer
      - 4 * is_docs_or_ci::integer as subject_part,
    case when closes_numbers <> [] then 2 else 0 end as fix_part,
    0.4 * ln(1 + people) + 0.5 * is_approved::integer as review_part,
    0.3 * ln(1 + least(coalesce(lines, 0), 2000)) as size_part,
    case when author_kind = 'Bot' then -6 else 0 end as bot_part
  from described
)
select
  *,
  round(3 + subject_part + fix_part + review_part + size_part + bot_part, 3)::double as score,
  row_number() over (
    partition by repository
    order by round(3 + subject_part + fix_part + review_part + size_part + bot_part, 3) desc, number desc
  ) as rank
from scored;
comment on macro table merged_changes is
  'Pull requests merged in [a, b), weightiest first by rank, with the score (3 + its *_part columns)';
