-- A run that left gaps did not end complete; whether it read everything else to its depth is a question of its own.
alter table sync_run add column all_deep boolean;
comment on column sync_run.all_deep is 'Whether all that lies deeper than the listings was read; NULL in runs of earlier versions';
