-- Accounts belong to no repository: one file.
select 0 as _number, id as _key, * from actor
