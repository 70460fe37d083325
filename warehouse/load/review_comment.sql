insert into review_comment by name select * from page
on conflict (id) do update set line = excluded.line
where review_comment.line is distinct from excluded.line;
