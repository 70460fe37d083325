-- items_at without what costs a search in other tables for each item: body and comment_count.
create or replace macro item_states(t) as table
select was.* exclude (valid_from, valid_to, author_id) replace (coalesce(names.name, was.author) as author)
from item_spans as was
left join names_at(t) as names on names.node_id = was.author_id
where was.valid_from <= t::timestamptz and was.valid_to > t::timestamptz;
comment on macro table item_states is 'items_at without texts and number of comments, with the changed lines of what was merged';
