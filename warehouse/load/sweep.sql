insert or replace into sweep by name select * from page;
