create or replace view comments as
select
  repository.name_with_owner as repository,
  item.kind as item_kind,
  item.number,
  comment.kind,
  comment.author,
  comment.author_kind,
  comment.author_association,
  texts.body,
  comment.review_state,
  comment.created_at,
  comment.submitted_at,
  comment.last_edited_at,
  comment.is_minimized,
  comment.minimized_reason,
  comment.deleted_seen_at,
  comment.url,
  comment.id as comment_id,
  comment.item_id
from comment
join item on item.id = comment.item_id
join repository on repository.id = comment.repository_id
left join current_text as texts on texts.node_id = comment.id;
comment on view comments is 'Comments and reviews as last seen, deleted ones included (deleted_seen_at says so)';
