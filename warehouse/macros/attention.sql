-- need = severity * (1 + 0.4 * ln(1 + reporters)) + waiting - 2 usage - 3 stale
-- Asked of issues open at the end of the window that were opened or talked about in it. Severity is the heaviest class
-- that the title speaks of; bodies are not read, their templates name every failure. reporters: people in the thread
-- who are not maintainers. waiting: days since the opening, at most 1.5, while no maintainer has said a word.
create or replace macro attention(a, b) as table
with touched as (
  select item_id
  from comments_at(b::timestamptz - interval 1 microsecond)
  where kind = 'issue' and created_at >= a::timestamptz and author_kind is distinct from 'Bot'
  union
  select id
  from item
  where kind = 'issue' and created_at >= a::timestamptz and created_at < b::timestamptz
),
threads as (
  select
    item_id,
    count(*) filter (created_at >= a::timestamptz) as comments,
    list(distinct author) filter (author_association not in ('OWNER', 'MEMBER', 'COLLABORATOR')) as outsiders,
    bool_or(author_association in ('OWNER', 'MEMBER', 'COLLABORATOR')) as has_maintainer
  from comments_at(b::timestamptz - interval 1 microsecond)
  where author_kind is distinct from 'Bot' and item_id in (select item_id from touched)
  group by item_id
),
candidates as (
  select
    was.* exclude (item_id, body, assignees, milestone, locked, comment_count),
    coalesce(threads.comments, 0) as comments,
    coalesce(threads.has_maintainer, false)
      or coalesce(was.author_association in ('OWNER', 'MEMBER', 'COLLABORATOR'), false) as has_maintainer,
    len(list_distinct(list_append(coalesce(threads.outsiders, []), was.author))) as reporters,
    epoch(b::timestamptz) - epoch(was.created_at) as open_seconds
  from items_at(b::timestamptz - interval 1 microsecond) as was
  left join threads on threads.item_id = was.item_id
  where was.state = 'OPEN' and was.author_kind is distinct from 'Bot'
    and was.item_id in (select item_id from touched)
),
matched as (
  select
    *,
    [
      {'class': 'security', 'weight': 5.0, 'match': regexp_extract(title, '(?i)\b(security|vulnerab\w*|cve-\d+\S*)\b')},
      {'class': 'wrong_output', 'weight': 4.0, 'match': regexp_extract(
        title,
        '(?i)\b((wrong|incorrect|inconsistent|garbage) (outputs?|results?|answers?|tokens?|values?)|garbled|gibberish|corrupt\w*)\b'
      )},
      {'class': 'crash', 'weight': 3.5, 'match': regexp_extract(
        title,
        '(?i)\b(crash(es|ed|ing)?|seg(mentation)? ?faults?|illegal memory( access)?|deadlocks?|hangs?|hung|stuck'
          || '|out of memory|oom|core dumped)\b'
      )},
      {'class': 'regression', 'weight': 3.5, 'match': regexp_extract(
        title, '(?i)\b(regress\w*|broken (since|after)|no longer works?)\b'
      )},
      {'class': 'proposal', 'weight': 3.0, 'match': regexp_extract(title, '(?i)\[rfc\]|\bbreaking change\b')},
      {'class': 'slow', 'weight': 2.5, 'match': regexp_extract(
        title, '(?i)\b(slow(er|down|s)?|performance (drop|degradation|issue|regression)|memory leak)\b'
      )},
      {'class': 'install', 'weight': 1.5, 'match': regexp_extract(
        title, '(?i)\b(install(ation)?|build(ing)?|compil\w+|wheels?)\b'
      )},
      {'class': 'bug', 'weight': 1.0, 'match': coalesce(
        nullif(regexp_extract(title, '(?i)\[bug\]'), ''), list_filter(labels, lambda name: lower(name) = 'bug')[1], ''
      )}
    ] as classes
  from candidates
),
judged as (
  select
    * exclude (classes),
    list_filter(classes, lambda found: found.match <> '')[1] as worst
  from matched
),
scored as (
  select
    * exclude (worst),
    worst.class as severity,
    worst.match as severity_match,
    worst.weight * (1 + 0.4 * ln(1 + reporters)) as severity_part,
    case when has_maintainer then 0 else least(1.5, open_seconds / 86400) end as waiting_part,
    -2.0 * coalesce(list_has_any(list_transform(labels, lambda name: lower(name)), ['usage', 'question']), false)::integer
      - 3.0 * coalesce(list_contains(list_transform(labels, lambda name: lower(name)), 'stale'), false)::integer
      as discount_part
  from judged
  where worst is not null
)
select
  *,
  round(severity_part + waiting_part + discount_part, 3)::double as score,
  row_number() over (
    partition by repository order by round(severity_part + waiting_part + discount_part, 3) desc, number desc
  ) as rank
from scored
where severity_part + waiting_part + discount_part > 0;
comment on macro table attention is
  'Open issues of [a, b) that tell of trouble, most needing first by rank, with the score and its parts (sum of *_part)';
