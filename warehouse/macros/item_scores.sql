-- Every score of the report, and all that goes into it. The version is SCORES_VERSION of hansard.facts: raise it
-- with any change of a weight, a gate or a word below.
--
-- heat, of a thread that people took up:
--   ln(1 + comments) * (1 + 0.5 * min(people - 1, 4)) + 0.8 if a maintainer spoke
--   + 1 if a review asked for changes + 1 if reopened + 0.3 * ln(1 + turns) + 2 if concluded
--   A thread counts (is_discussed) with two people and three comments a day, never fewer than two comments; or when it
--   was concluded: closed in the window by a person or a change after ten comments or more by at least four
--   people.
-- weight, of a pull request merged in the window, or approved in it and open at its end (is_changed):
--   3 merged or 1.5 approved + 4 security + 3 breaking + 3 reverts + 2 performance (+ 1 with a number)
--   + 2 new support + 2 closes a crash or 1 another issue + 0.4 * ln(1 + people) + 0.3 * ln(1 + min(lines, 2000))
--   + 0.5 approved by a maintainer - 4 documentation, tests or CI - 6 by a bot
-- need, of an issue of the window that is open at its end and tells of trouble (is_troubling):
--   severity * (1 + 0.4 * ln(1 + reporters)) + days open, at most 1.5, while no maintainer has said a word
--   - 2 usage - 3 stale
create or replace macro item_scores(a, b) as table
with closed_by_it as (
  select
    links.item_id,
    bool_or(title_severity(other.title, other.labels).class = 'crash') as is_crash
  from window_links(a, b) as links
  join window_items(a, b) as other on other.item_id = links.other_id
  where links.how = 'closes' and links.kind = 'issue'
  group by links.item_id
),
described as (
  select
    items.*,
    coalesce(threads.comments, 0) as comments,
    coalesce(threads.reviews, 0) as reviews,
    coalesce(threads.people, 0) as people,
    coalesce(threads.maintainer_spoke, false) as maintainer_spoke,
    coalesce(threads.lifetime_comments, 0) as lifetime_comments,
    coalesce(threads.lifetime_people, 0) as lifetime_people,
    coalesce(threads.has_maintainer, false) or is_maintainer(items.author_association) as has_maintainer,
    threads.answered_at is not null as is_answered,
    coalesce(threads.turns, 0) as turns,
    coalesce(threads.approvers, []) as approvers,
    coalesce(threads.objectors, []) as objectors,
    coalesce(threads.is_approved, false) as is_approved,
    coalesce(threads.approved_in_window, false) as approved_in_window,
    coalesce(threads.objected_in_window, false) as objected_in_window,
    -- The author is one of those who met the trouble.
    1 + coalesce(threads.outsiders, 0) as reporters,
    epoch(b::timestamptz) - epoch(items.created_at) as open_seconds,
    items.closed_at >= a::timestamptz
      and (items.closed_by_kind is distinct from 'Bot' or items.closer_kind is not null)
      and coalesce(threads.lifetime_comments, 0) >= 10 and coalesce(threads.lifetime_people, 0) >= 4 as is_concluded,
    list_transform(items.labels, lambda name: lower(name)) as lower_labels,
    case when items.kind = 'issue' then title_severity(items.title, items.labels) end as trouble,
    -- A revert is none of what its title quotes.
    regexp_matches(items.title, '^\W*revert\b', 'i') as is_revert,
    not is_revert and regexp_matches(items.title, security_words()) as is_security,
    not is_revert and regexp_matches(
      items.title,
      '\b(breaking|deprecat\w*|remov(e|es|ed|al|ing)|drop(s|ped)? support|by default|default to)\b', 'i'
    ) as is_breaking,
    not is_revert and regexp_matches(
      items.title, '\b(perf|performance|speed-? ?ups?|faster|optimi[sz]\w*|throughput|latency)\b', 'i'
    ) as is_performance,
    not is_revert and (list_contains(items.labels, 'new-model') or regexp_matches(
      items.title,
      '\badd(s|ed)?\b.*\bsupport\b|\bsupport(s|ed)?\b.*\b(models?|backend)\b|\[(new )?model\].*\b(add|support)', 'i'
    )) as is_support,
    not is_revert and not regexp_matches(items.title, '\btypos?\b', 'i')
      and regexp_matches(items.title, '\b(fix\w*|bugfix)\b.*\b(crash|hang|deadlock|segfault|illegal memory|oom)', 'i')
      or coalesce(closed_by_it.is_crash, false) as is_crash_fix,
    closed_by_it.item_id is not null as is_fix,
    changed.area,
    list_has_any(items.labels, ['documentation', 'ci/build', 'ci'])
      or regexp_matches(items.title, '^\W*(docs?|ci|ci/build|tests?)\b', 'i') as is_docs_or_ci
  from window_items(a, b) as items
  left join window_threads(a, b) as threads on threads.item_id = items.item_id
  left join closed_by_it on closed_by_it.item_id = items.item_id
  -- An area is told only where more than half of all changed lines lie.
  left join changed_areas(a, b) as changed
    on changed.item_id = items.item_id and changed.rank = 1 and 2 * changed.lines > items.lines
),
parts as (
  select
    * exclude (trouble, lower_labels, is_concluded),
    coalesce(is_concluded, false) as is_concluded,
    trouble.class as severity,
    trouble.match as severity_match,
    (ln(1 + comments) * (1 + 0.5 * greatest(0, least(people - 1, 4))))::double as heat_comment_part,
    case when maintainer_spoke then 0.8 else 0 end::double as heat_maintainer_part,
    (objected_in_window::integer + was_reopened::integer)::double as heat_contention_part,
    (0.3 * ln(1 + turns))::double as heat_turn_part,
    case when is_concluded then 2 else 0 end::double as heat_conclusion_part,
    case when state = 'MERGED' then 3 else 1.5 end::double as weight_state_part,
    (
      4 * is_security::integer + 3 * is_breaking::integer + 3 * is_revert::integer + 2 * is_performance::integer
        + (is_performance and regexp_matches(title, '\d ?(%|x\b|×)'))::integer + 2 * is_support::integer
        - 4 * is_docs_or_ci::integer
    )::double as weight_subject_part,
    case when is_crash_fix then 2 when is_fix then 1 else 0 end::double as weight_fix_part,
    (0.4 * ln(1 + people) + 0.5 * is_approved::integer)::double as weight_review_part,
    (0.3 * ln(1 + least(coalesce(lines, 0), 2000)))::double as weight_size_part,
    case when author_kind = 'Bot' then -6 else 0 end::double as weight_bot_part,
    (trouble.weight * (1 + 0.4 * ln(1 + reporters)))::double as need_severity_part,
    case when has_maintainer then 0 else least(1.5, open_seconds / 86400) end::double as need_waiting_part,
    (
      -2 * list_has_any(lower_labels, ['usage', 'question'])::integer - 3 * list_contains(lower_labels, 'stale')::integer
    )::double as need_discount_part
  from described
),
scored as (
  select
    *,
    round(
      heat_comment_part + heat_maintainer_part + heat_contention_part + heat_turn_part + heat_conclusion_part, 3
    ) as heat,
    round(
      weight_state_part + weight_subject_part + weight_fix_part + weight_review_part + weight_size_part + weight_bot_part, 3
    ) as weight,
    -- No -0.0, which a little less than nothing is rounded to.
    round(need_severity_part + need_waiting_part + need_discount_part, 3) + 0.0::double as need,
    is_concluded or people >= 2
      and comments >= greatest(2, ceil(3 * (epoch(b::timestamptz) - epoch(a::timestamptz)) / 86400)) as is_discussed,
    kind = 'pull_request'
      and (
        list_contains(lists, 'merged_pull_requests')
        or state = 'OPEN' and not is_draft and is_approved and approved_in_window and objectors = []
      ) as is_changed,
    kind = 'issue' and state = 'OPEN' and author_kind is distinct from 'Bot'
      and (list_contains(lists, 'new_issues') or comments > 0)
      and severity is not null and need > 0 as is_troubling
  from parts
),
-- By lists: a window function takes longer for each of the windows that a macro is asked about.
ranked as (
  select
    repository,
    list(number order by heat desc, number desc) filter (is_discussed) as discussed,
    list(number order by weight desc, number desc) filter (is_changed) as changed,
    list(number order by need desc, number desc) filter (is_troubling) as troubling,
    list(number order by reopened_at desc, number desc) filter (was_reopened and state = 'OPEN') as reopened
  from scored
  group by repository
)
select
  scored.*,
  2 as version,
  list_position(ranked.discussed, number)::bigint as heat_rank,
  list_position(ranked.changed, number)::bigint as weight_rank,
  list_position(ranked.troubling, number)::bigint as need_rank,
  list_position(ranked.reopened, number)::bigint as reopened_rank
from scored
join ranked on ranked.repository = scored.repository;
comment on macro table item_scores is
  'The scores heat, weight and need of the window_items of [a, b), each with its parts, and the ranks in their sections';
