insert or replace into depth by name select * from page;
