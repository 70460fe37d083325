-- Which published state of the file this is: one row, changed by each copy that a sync begins to write.
create table _generation (number bigint not null, id uuid, base uuid, compact_bytes bigint not null);
insert into _generation values (0, null, null, 0);
comment on table _generation is 'One row: the number and id of this published state; hansard compares them when it publishes the next';
comment on column _generation.base is 'The id of the state that this one was copied from';
comment on column _generation.compact_bytes is 'How large the file was when it was last written afresh';
