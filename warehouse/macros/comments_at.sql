-- The text comes last, by its place: see items_changed.
create or replace macro comments_at(t) as table
with dismissals as (
  -- A dismissed review reads DISMISSED from then on; the event keeps what it said before.
  select reference_id as comment_id, arg_min(review_state, ordinal) as review_state
  from timeline
  where type = 'review_dismissed' and occurred_at > t::timestamptz
  group by reference_id
),
shown as (
  select
    repository.name_with_owner as repository,
    comment.item_id,
    item.kind,
    item.number,
    comment.id as comment_id,
    comment.kind as comment_kind,
    coalesce(names.name, comment.author) as author,
    comment.author_kind,
    comment.author_association,
    (
      select arg_max(rowid, valid_from) from text_version
      where node_id = comment.id and field = 'body' and valid_from <= t::timestamptz
    ) as body,
    comment.url,
    coalesce(dismissals.review_state, comment.review_state) as review_state,
    comment.appeared_at as created_at,
    comment.is_minimized,
    comment.text_known_from as known_from
  from comment
  join item on item.id = comment.item_id
  join repository on repository.id = comment.repository_id
  left join dismissals on dismissals.comment_id = comment.id
  left join names_at(t) as names on names.node_id = comment.author_id
  where comment.appeared_at <= t::timestamptz
    and (comment.deleted_at is null or comment.deleted_at > t::timestamptz)
    and (item.gone_seen_at is null or item.gone_seen_at > t::timestamptz)
    -- An item brings its comments along when it comes by transfer.
    and not exists (
      select 1 from timeline
      where timeline.type = 'transferred' and timeline.occurred_at > t::timestamptz and timeline.item_id = comment.item_id
    )
)
select shown.* replace (chosen.text as body)
from shown
left join text_version as chosen on chosen.rowid = shown.body;
comment on macro table comments_at is
  'Comments and reviews that existed at t with the text of then; body is NULL before known_from, from when on it is known';
