-- An event is written once and stays as it was first seen.
insert into event by name select * from page
on conflict do nothing;
