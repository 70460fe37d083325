create or replace view item_account as
select
  repository.name_with_owner as repository,
  item.kind,
  strftime(item.created_at, '%Y-%m') as month,
  count(*) filter (item.state = 'OPEN' and item.gone_seen_at is null) as open,
  count(*) filter (item.state = 'CLOSED' and item.gone_seen_at is null) as closed,
  count(*) filter (item.state = 'MERGED' and item.gone_seen_at is null) as merged,
  count(*) filter (item.gone_seen_at is not null) as gone
from item
join repository on repository.id = item.repository_id
group by all;
comment on view item_account is 'How many issues and pull requests are archived, by the month (UTC) they were opened in and their state';
