insert into sync_run (id, repository_id, started_at, hansard_version)
values ($id, $repository_id, $started_at, $hansard_version);
