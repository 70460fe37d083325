-- All items of a focus: those of the five lists, and those with a comment by a person in the window.
-- labels are compared without regard to case, logins are globs ('*-amd'), words regular expressions (RE2) that must
-- stand alone: no letter or digit beside them. Words are looked for in titles, and in the prose of bodies and comments
-- that were written in the window; of the items in the five lists also in older bodies. Code, quotations, collapsed parts
-- and lines that say N/A are left out, since bug reports paste inventories of software there that name every vendor.
-- What matched by its label, title or author comes before what was only spoken of, then by score: the greatest of the item's heat, weight and need, where it opens their section.
create or replace macro focus_items(a, b, labels, words, logins) as table
with said as (
  select item_id, author, body
  from window_comments(a, b)
  where author_kind is distinct from 'Bot'
),
talks as (
  select item_id, count(*) as said, list(distinct author order by author) as commenters
  from said
  group by item_id
),
candidates as (
  select items.*, coalesce(talks.commenters, []) as commenters
  from item_scores(a, b) as items
  left join talks on talks.item_id = items.item_id
  where talks.said > 0 or items.lists <> []
),
texts as (
  select item_id, 'title' as place, title as content from candidates
  union all
  select node_id, 'body', body
  from window_texts(a, b)
  where written_at >= a::timestamptz and node_id in (select item_id from candidates)
  union all
  select node_id, 'body', body
  from listed_texts(a, b)
  union all
  select item_id, 'comment', body
  from said
),
likely as (
  select item_id, place, case when place = 'title' then content else regexp_replace(
    content,
    '(?is)<!--.*?-->|<details.*?(?:</details>|\z)|~~~.*?(?:~~~|\z)|```.*?(?:```|\z)|(?m-s:^>.*$|^.*: *(?:N/A|Could not collect) *\r?$)',
    ' ', 'g'
  ) end as content
  from texts
  where regexp_matches(content, word_pattern(words))
),
hits as (
  -- A match takes the _ behind a word along, before which the next one may not begin then: a second _ stands there. What
  -- begins or ends with half of such a pair is no word of the text.
  select item_id, place, content, unnest(list_distinct(list_concat(found, case when found <> [] and contains(content, '_')
    then list_transform(
      list_filter(
        regexp_extract_all(replace(content, '_', '__'), word_pattern(words), 1),
        lambda found: replace(replace(found, '__', '_'), '_', '__') = found
      ),
      lambda found: replace(found, '__', '_')
    )
  end))) as found
  from (select item_id, place, content, regexp_extract_all(content, word_pattern(words), 1) as found from likely)
),
spelled as (
  select item_id, place, min(found) as found
  from hits
  where found <> '' and stands_alone(content, found)
  group by item_id, place, lower(found)
),
found as (
  select
    item_id,
    list(found order by found) filter (place = 'title') as title_matches,
    list(found order by found) filter (place = 'body') as body_matches,
    list(found order by found) filter (place = 'comment') as comment_matches
  from spelled
  group by item_id
),
matched as (
  select
    candidates.* exclude (commenters),
    list_filter(
      candidates.labels,
      lambda name: list_contains(list_transform(labels::varchar[], lambda wanted: lower(wanted)), lower(name))
    ) as label_matches,
    coalesce(found.title_matches, []) as title_matches,
    coalesce(found.body_matches, []) as body_matches,
    coalesce(found.comment_matches, []) as comment_matches,
    list_filter(
      [candidates.author],
      lambda login: len(list_filter(logins::varchar[], lambda pattern: lower(login) glob lower(pattern))) > 0
    ) as author_matches,
    list_filter(
      candidates.commenters,
      lambda login: len(list_filter(logins::varchar[], lambda pattern: lower(login) glob lower(pattern))) > 0
    ) as commenter_matches,
    greatest(
      case when is_discussed then heat end, case when is_changed then weight end, case when is_troubling then need end, 0.0
    ) as score
  from candidates
  left join found on found.item_id = candidates.item_id
)
select
  *,
  row_number() over (
    partition by repository
    order by lists = [], len(label_matches) + len(title_matches) + len(author_matches) = 0, score desc, number desc
  ) as rank
from matched
where len(label_matches) + len(title_matches) + len(body_matches) + len(comment_matches)
  + len(author_matches) + len(commenter_matches) > 0;
comment on macro table focus_items is
  'Items of the five lists of [a, b) or commented on in it that match a label, a word or a login, and what matched';
