update review_comment set line = page.line
from page
where review_comment.id = page.id and review_comment.line is distinct from page.line;

insert into review_comment by name
select distinct on (id) *
from page
anti join (select id from review_comment where id in (select id from page)) as known using (id);
