create or replace view people as
with acts as (
  select repository_id, author as login, author_kind as kind, 'item' as act, created_at as acted_at from item
  union all
  select repository_id, author, author_kind, kind, appeared_at from comment
)
select
  repository.name_with_owner as repository,
  acts.login,
  arg_max(acts.kind, acts.acted_at) as kind,
  count(*) filter (acts.act = 'item') as items,
  count(*) filter (acts.act = 'issue_comment') as comments,
  count(*) filter (acts.act = 'review') as reviews,
  min(acts.acted_at) as first_seen_at,
  max(acts.acted_at) as last_seen_at
from acts
join repository on repository.id = acts.repository_id
where acts.login is not null
group by all;
comment on view people is 'Who opened items, commented or reviewed, how often, and since when';
