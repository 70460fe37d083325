-- When comments were deleted. The timeline tells the time and the author, not which comment: it is taken when as many
-- deletions of that author's comments as comments were met first in the same reading, all of one second.
update comment set deleted_at = coalesce(
  (
    select any_value(told.deleted_at)
    from (
      select
        item_id,
        payload->'deletedCommentAuthor'->>'id' as author_id,
        observed_at,
        count(*) as comments,
        min(occurred_at) as deleted_at
      from timeline
      where type = 'comment_deleted'
      group by all
      having min(occurred_at) = max(occurred_at)
    ) as told
    join (
      select item_id, author_id, deleted_seen_at, count(*) as comments, max(created_at) as created_at
      from comment
      where deleted_seen_at is not null and kind <> 'review_comment'
      group by all
    ) as lost
      on lost.item_id = told.item_id and lost.author_id = told.author_id
      and lost.deleted_seen_at = told.observed_at and lost.comments = told.comments
      and lost.created_at <= told.deleted_at
    where lost.item_id = comment.item_id and lost.author_id = comment.author_id
      and lost.deleted_seen_at = comment.deleted_seen_at and comment.kind <> 'review_comment'
  ),
  deleted_seen_at
)
where deleted_seen_at is not null and deleted_at is null;
