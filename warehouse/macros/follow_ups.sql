-- What attention ranked first in the window of the same length just before, and what became of it by the end of this one.
create or replace macro follow_ups(a, b) as table
with raised as (
  select item_id, rank, severity
  from attention(a::timestamptz - to_seconds(epoch(b::timestamptz) - epoch(a::timestamptz)), a)
  where rank <= 5
),
closings as (
  select item_id, arg_max({'closer': reference_id}, ordinal) as closing
  from event
  where type = 'closed' and occurred_at >= a::timestamptz and occurred_at < b::timestamptz
  group by item_id
),
answers as (
  select item_id, count(*) as comments, bool_or(is_maintainer(author_association)) as has_maintainer
  from comments_at(b::timestamptz - interval 1 microsecond)
  where created_at >= a::timestamptz and author_kind is distinct from 'Bot'
  group by item_id
)
select
  was.* exclude (body, assignees, milestone, locked, comment_count),
  raised.severity,
  coalesce(answers.comments, 0) as comments,
  coalesce(answers.has_maintainer, false) as maintainer_spoke,
  closer.number as closer_number,
  closer.url as closer_url,
  raised.rank
from raised
join items_at(b::timestamptz - interval 1 microsecond) as was on was.item_id = raised.item_id
left join answers on answers.item_id = raised.item_id
left join closings on closings.item_id = raised.item_id and was.state = 'CLOSED'
left join item as closer on closer.id = closings.closing.closer;
comment on macro table follow_ups is
  'The first five of attention of the window before [a, b), as they stood at the end of this one';
