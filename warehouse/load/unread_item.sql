insert or replace into unread_item by name select * from page;
