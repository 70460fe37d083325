insert or replace into number_account by name select * from page;
