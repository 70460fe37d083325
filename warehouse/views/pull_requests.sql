create or replace view pull_requests as
select
  repository.name_with_owner as repository,
  item.number,
  item.url,
  item.title,
  texts.body,
  item.state,
  item.is_draft,
  item.labels,
  item.milestone,
  item.locked,
  item.author,
  item.author_kind,
  item.author_association,
  item.created_at,
  item.updated_at,
  item.closed_at,
  item.merged_at,
  item.merged_by,
  item.additions,
  item.deletions,
  item.changed_files,
  item.base_ref,
  item.head_ref,
  item.observed_at,
  item.id as item_id
from item
join repository on repository.id = item.repository_id
left join current_text as texts on texts.node_id = item.id
where item.kind = 'pull_request';
comment on view pull_requests is 'Pull requests as GitHub showed them at the last sync';
