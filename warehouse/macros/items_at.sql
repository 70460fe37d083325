create or replace macro items_at(t) as table
select * from items_changed('1970-01-01 00:00:00+00', t);
comment on macro table items_at is
  'One row for each item that existed at t, as GitHub showed it then; what happened at t counts; known_from says how sure';
