-- Names of labels and accounts that were seen to change: one file.
select 0 as _number, node_id || strftime(valid_from, '%Y%m%d%H%M%S') as _key, * from name_version
