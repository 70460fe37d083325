create or replace view current_text as
select node_id, arg_max(text, valid_from) as body
from text_version
where field = 'body'
group by node_id;
comment on view current_text is 'The newest known body of each issue, pull request, comment and review, by node id';
