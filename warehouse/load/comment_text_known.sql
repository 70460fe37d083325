-- From when on the texts of the comments $nodes are known, once their edit histories were read.
update comment
set text_known_from = case when first.known_from > appeared_at then first.known_from end
from (
  select node_id, min(valid_from) as known_from
  from text_version
  where node_id in (select unnest($nodes::varchar[]))
  group by node_id
) as first
where comment.id = first.node_id;
