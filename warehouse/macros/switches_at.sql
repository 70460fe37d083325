-- Title, draft and lock: the last change up to t decides; before the first known change, its opposite held.
create or replace macro switches_at(t) as table
select
  item_id,
  arg_min(previous_title, ordinal) filter (type = 'renamed_title' and occurred_at > t::timestamptz) as title,
  coalesce(
    arg_max(type = 'convert_to_draft', ordinal)
      filter (type in ('convert_to_draft', 'ready_for_review') and occurred_at <= t::timestamptz),
    arg_min(type = 'ready_for_review', ordinal) filter (type in ('convert_to_draft', 'ready_for_review'))
  ) as is_draft,
  coalesce(
    arg_max(type = 'locked', ordinal) filter (type in ('locked', 'unlocked') and occurred_at <= t::timestamptz),
    arg_min(type = 'unlocked', ordinal) filter (type in ('locked', 'unlocked'))
  ) as locked
from event
where type in ('renamed_title', 'convert_to_draft', 'ready_for_review', 'locked', 'unlocked')
group by item_id;
comment on macro table switches_at is 'Title, draft and lock of items at t; NULL where no event says anything: the snapshot holds';
