-- The repositories themselves, in one file.
select 0 as _number, id as _key, * from repository
