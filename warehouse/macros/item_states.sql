-- items_at without what costs a search in other tables for each item: body and comment_count.
create or replace macro item_states(t) as table
select
  repository.name_with_owner as repository,
  item.id as item_id,
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
  -- Of an open pull request they still change.
  case when was.state = 'MERGED' then (item.additions + item.deletions)::bigint end as lines
from item_version as was
join item on item.id = was.item_id
join repository on repository.id = item.repository_id
left join names_at(t) as names on names.node_id = item.author_id
where was.valid_from <= t::timestamptz and was.valid_to > t::timestamptz;
comment on macro table item_states is 'items_at without texts and number of comments, with the changed lines of what was merged';
