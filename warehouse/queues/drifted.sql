-- Items that the last sweep found otherwise than they are archived, or not archived at all, or archived with entries
-- that GitHub withheld, which it may give by now.
with talk as (
  select item_id, count(*) as comments from comment
  where kind = 'issue_comment' and deleted_seen_at is null
  group by item_id
)
select sweep.id, sweep.listing, sweep.number, sweep.updated_at
from sweep
left join item on item.id = sweep.id
left join talk on talk.item_id = sweep.id
where sweep.repository_id = $repository_id
  and sweep.swept_at >= $since
  and (
    item.id is null
    or item.gone_seen_at is not null
    or item.updated_at <> sweep.updated_at
    or item.timeline_count is distinct from sweep.timeline_count
    or coalesce(talk.comments, 0) <> sweep.comment_count
    or sweep.id in (select node_id from gap where what = 'entries' and mended_at is null)
  )
order by sweep.listing, sweep.number;
