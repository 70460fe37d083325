create or replace view item_spans as
select
  repository.name_with_owner as repository,
  was.item_id,
  item.number,
  item.kind,
  item.url,
  was.valid_from,
  was.valid_to,
  was.title,
  was.state,
  was.state_reason,
  was.labels,
  was.is_draft,
  item.author_id,
  item.author,
  item.author_kind,
  item.author_association,
  item.created_at,
  was.closed_at,
  was.merged_at,
  -- Of an open pull request they still change.
  case when was.state = 'MERGED' then (item.additions + item.deletions)::bigint end as lines
from item_version as was
join item on item.id = was.item_id
join repository on repository.id = item.repository_id;
comment on view item_spans is
  'How each item looked from valid_from until before valid_to, one row for each change; its author is called as today';
