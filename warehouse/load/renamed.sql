-- Items that ever wore one of the labels of `page`, or had one of its accounts for an assignee, whose new name this page
-- brought.
select distinct timeline.item_id
from timeline
join name_version on name_version.node_id = timeline.label_id or name_version.node_id = timeline.assignee_id
where name_version.node_id in (select id from page)
  and name_version.valid_from = (select max(observed_at) from page);
