-- Every account seen so far, to ask what it is called today.
select id from actor order by id;
