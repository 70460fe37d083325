create or replace macro window_activity(a, b) as table
select
  repository.name_with_owner as repository,
  count(*) filter (not did.is_bot and did.acts > 0) as people,
  count(*) filter (not did.is_bot and did.acts > 0 and did.is_new) as newcomers,
  coalesce(list(did.login order by did.rank) filter (not did.is_bot and did.acts > 0 and did.is_new), [])
    as newcomer_logins,
  coalesce(sum(did.comments) filter (not did.is_bot), 0)::bigint as comments,
  coalesce(sum(did.reviews) filter (not did.is_bot), 0)::bigint as reviews,
  count(*) filter (not did.is_bot and did.reviews > 0) as reviewers,
  count(*) filter (did.is_bot and did.acts > 0) as bots,
  coalesce(sum(did.acts) filter (did.is_bot), 0)::bigint as bot_acts
from repository
left join contributors(a, b) as did on did.repository = repository.name_with_owner
group by repository.name_with_owner;
comment on macro table window_activity is 'How many people and bots did something in [a, b), and how much, by repository';
