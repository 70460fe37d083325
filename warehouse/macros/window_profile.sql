-- What two windows are compared by. The amount of a count is itself, that of a label its new items, of a person its acts,
-- of a problem its score, of an item the number of lists that it is on.
create or replace macro window_profile(a, b) as table
select repository, 'count' as aspect, name, null as title, amount::double as amount, null as says
from (select * from window_stats(a, b)) unpivot (amount for name in (
  new_issues, closed_issues, new_pull_requests, merged_pull_requests, closed_unmerged_pull_requests
))
union all
select repository, 'count', name, null, amount::double, null
from (select * from window_activity(a, b)) unpivot (amount for name in (people, newcomers, comments, reviews))
union all
select repository, 'label', label, null, items, null from label_trends(a, b)
union all
select repository, 'person', login, null, acts, null from contributors(a, b) where not is_bot and acts > 0
union all
select repository, 'problem', number::varchar, title, score, severity from attention(a, b)
union all
select repository, 'item', number::varchar, any_value(title), count(*), string_agg(list, ', ' order by list)
from window_lists(a, b)
group by repository, number;
comment on macro table window_profile is
  'What happened in [a, b) as name and amount: counts, labels, people, open problems and items; two windows compare by it';
