-- The spans of the items $items, folded from their events in GitHub's order.
--
-- Every event says that a facet of its item (a label, the lock, ...) began or ended. Of events that come into force at
-- the same instant, and of those that GitHub puts in another order than their times, the last in its order counts: an
-- event that is overtaken before its time has no effect. Whatever ends without having begun was there before.
with entry as materialized (
  select
    item_id, ordinal, type, occurred_at, observed_at, label_id, label, assignee_id, assignee, previous_title, state_reason,
    milestone,
    -- An event has the title of its time. An end under a title that never began is that of a milestone renamed since.
    case when not bool_or(type = 'milestoned') over (partition by item_id, milestone)
      then last_value(case when type = 'milestoned' then milestone end ignore nulls) over (
        partition by item_id order by ordinal rows between unbounded preceding and current row
      )
    end as milestone_before
  from timeline
  -- The narrow column is searched for the rows, and only those are read whole.
  where rowid in (select rowid from timeline where item_id in (select unnest($items::varchar[])))
),
arrival as (
  select item_id, max(occurred_at) as arrived_at from entry where type = 'transferred' group by item_id
),
chosen as materialized (
  select
    item.*,
    -- An item that came by transfer keeps its creation; in this repository it exists from its arrival on.
    greatest(item.created_at, arrival.arrived_at) as born_at
  from item
  left join arrival on arrival.item_id = item.id
  where item.id in (select unnest($items::varchar[]))
),
told as materialized (
  select
    entry.item_id,
    entry.ordinal,
    entry.occurred_at,
    kinds.facet,
    kinds.began,
    case kinds.facet
      when 'label' then coalesce(entry.label_id, entry.label)
      when 'assignee' then coalesce(entry.assignee_id, entry.assignee)
      when 'milestone' then coalesce(entry.milestone_before, entry.milestone)
      else kinds.facet
    end as member_id,
    case kinds.facet
      when 'label' then entry.label
      when 'assignee' then entry.assignee
      when 'milestone' then entry.milestone
      when 'title' then entry.previous_title
      when 'closing' then entry.state_reason
    end as value
  from entry
  join (
    values
      ('labeled', 'label', true), ('unlabeled', 'label', false),
      ('assigned', 'assignee', true), ('unassigned', 'assignee', false),
      ('milestoned', 'milestone', true), ('demilestoned', 'milestone', false),
      ('convert_to_draft', 'draft', true), ('ready_for_review', 'draft', false),
      ('locked', 'lock', true), ('unlocked', 'lock', false), ('converted_to_discussion', 'lock', true),
      ('closed', 'closing', true), ('reopened', 'closing', false), ('converted_to_discussion', 'closing', true),
      ('merged', 'merging', true),
      ('renamed_title', 'title', true)
  ) as kinds(type, facet, began) on kinds.type = entry.type
  where member_id is not null
),
-- What the events of an item tell of at all; facets of which they tell nothing fall back on the snapshot.
told_of as (
  select
    item_id,
    bool_or(facet = 'label') as labels,
    bool_or(facet = 'milestone') as milestone,
    bool_or(facet = 'draft') as draft,
    bool_or(facet = 'lock') as lock,
    bool_or(facet in ('closing', 'merging')) as closing,
    max(ordinal) filter (facet in ('closing', 'merging')) as last_move,
    min(occurred_at) filter (facet = 'merging') as merged_at,
    max(occurred_at) filter (facet = 'title') as renamed_at
  from told
  group by item_id
),
turn as (
  select * from told
  where facet not in ('title', 'merging')
  qualify ordinal = max(ordinal) over (
    partition by item_id, facet, member_id order by occurred_at range between unbounded preceding and current row
  )
),
renaming as (
  select * from told
  where facet = 'title'
  qualify ordinal = min(ordinal) over (
    partition by item_id order by occurred_at desc range between unbounded preceding and current row
  )
),
beginning as (
  select
    item_id,
    facet,
    member_id,
    arg_min(value, ordinal) as value,
    arg_min(began, ordinal) as began,
    min(occurred_at) as told_at
  from told
  where facet not in ('title', 'merging')
  group by item_id, facet, member_id
),
-- What was the case from when until when: labels worn, titles borne, ...
fact as (
  select
    item_id,
    facet,
    member_id,
    value,
    began,
    ordinal,
    occurred_at as since,
    lead(occurred_at, 1, timestamptz '9999-12-31 00:00:00+00') over (
      partition by item_id, facet, member_id order by occurred_at
    ) as until
  from turn
  union all
  select item_id, facet, member_id, value, true, -1, timestamptz '1970-01-01 00:00:00+00', told_at
  from beginning
  where not began and facet <> 'closing'
  union all
  select
    item_id,
    facet,
    member_id,
    value,
    true,
    ordinal,
    lag(occurred_at, 1, timestamptz '1970-01-01 00:00:00+00') over (partition by item_id order by occurred_at),
    occurred_at
  from renaming
  union all
  select
    chosen.id,
    'title',
    'title',
    chosen.title,
    true,
    -1,
    coalesce(told_of.renamed_at, timestamptz '1970-01-01 00:00:00+00'),
    timestamptz '9999-12-31 00:00:00+00'
  from chosen
  left join told_of on told_of.item_id = chosen.id
),
-- Names that were seen to change divide the span in which they were borne.
name as (
  select
    node_id,
    name,
    valid_from,
    lead(valid_from, 1, timestamptz '9999-12-31 00:00:00+00') over (partition by node_id order by valid_from) as valid_to
  from name_version
),
span as materialized (
  select
    fact.item_id,
    fact.facet,
    fact.began,
    fact.ordinal,
    fact.member_id,
    coalesce(name.name, fact.value) as value,
    greatest(fact.since, name.valid_from) as since,
    least(fact.until, name.valid_to) as until
  from fact
  left join name
    on fact.facet in ('label', 'assignee') and name.node_id = fact.member_id
    and name.valid_from < fact.until and name.valid_to > fact.since
  where fact.began or fact.facet = 'closing'
),
moment as (
  select distinct chosen.id as item_id, greatest(chosen.born_at, change.moment) as moment
  from chosen
  join (
    select item_id, since as moment from span
    union all
    select item_id, until from span
    union all
    select item_id, merged_at from told_of where merged_at is not null
    union all
    select id, unnest([closed_at, merged_at, created_at]) from chosen
  ) as change on change.item_id = chosen.id
  where change.moment < least(timestamptz '9999-12-31 00:00:00+00', chosen.gone_seen_at)
    and chosen.born_at < coalesce(chosen.gone_seen_at, timestamptz '9999-12-31 00:00:00+00')
),
seen as (
  select
    moment.item_id,
    moment.moment,
    any_value(span.value) filter (span.facet = 'title') as title,
    list(span.value order by label.created_at nulls last, span.value) filter (span.facet = 'label') as labels,
    list(span.value order by span.value) filter (span.facet = 'assignee') as assignees,
    arg_max(span.value, span.ordinal) filter (span.facet = 'milestone') as milestone,
    coalesce(bool_or(span.facet = 'draft'), false) as is_draft,
    coalesce(bool_or(span.facet = 'lock'), false) as locked,
    bool_or(span.began) filter (span.facet = 'closing') as is_closed,
    any_value(span.since) filter (span.facet = 'closing') as moved_at,
    any_value(span.ordinal) filter (span.facet = 'closing') as move,
    any_value(span.value) filter (span.facet = 'closing') as reason
  from moment
  join span on span.item_id = moment.item_id and span.since <= moment.moment and span.until > moment.moment
  left join label on span.facet = 'label' and label.id = span.member_id
  group by moment.item_id, moment.moment
),
-- From when on this is more than a guess: what was there before its first event may have come at any time, what no
-- event tells of is known since it was first read.
doubt as (
  select item_id, max(told_at) as known_from
  from beginning
  where not began and facet <> 'draft'
  group by item_id
),
unseen as (
  -- Comments that were deleted before they were ever read are not counted.
  select gone.item_id, max(gone.last_at) as known_from
  from (
    select item_id, observed_at, count(*) as comments, max(occurred_at) as last_at
    from entry
    where type = 'comment_deleted'
    group by item_id, observed_at
  ) as gone
  left join (
    select item_id, deleted_seen_at, count(*) as comments
    from comment
    where kind <> 'review_comment' and deleted_seen_at is not null
      and item_id in (select item_id from entry where type = 'comment_deleted')
    group by item_id, deleted_seen_at
  ) as kept on kept.item_id = gone.item_id and kept.deleted_seen_at = gone.observed_at
  where gone.comments > coalesce(kept.comments, 0)
  group by gone.item_id
),
folded as (
  select
    seen.item_id,
    seen.moment,
    chosen.kind,
    chosen.gone_seen_at,
    chosen.born_at,
    seen.title as then_title,
    case when coalesce(told_of.closing, false) then told_of.merged_at else chosen.merged_at end as merging,
    case when merging <= seen.moment then merging end as then_merged_at,
    case
      when seen.is_closed then seen.moved_at
      when told_of.closing then then_merged_at
      when chosen.closed_at <= seen.moment then chosen.closed_at
    end as then_closed_at,
    seen.is_closed,
    coalesce(
      seen.reason, case when seen.move is null or seen.move = told_of.last_move then chosen.state_reason end
    ) as closing_reason,
    coalesce(seen.labels, case when told_of.labels then null else chosen.labels end, []) as then_labels,
    coalesce(seen.assignees, []) as then_assignees,
    coalesce(seen.milestone, case when told_of.milestone then null else chosen.milestone end) as then_milestone,
    case when told_of.draft then seen.is_draft else chosen.is_draft end as then_draft,
    case when told_of.lock then seen.locked else chosen.locked end as then_locked,
    greatest(
      doubt.known_from,
      unseen.known_from,
      chosen.text_known_from,
      case when told_of.closing then null else chosen.closed_at end,
      case when chosen.labels <> [] and told_of.labels is not true
        or chosen.milestone is not null and told_of.milestone is not true
        or chosen.locked and told_of.lock is not true
        then chosen.first_observed_at
      end
    ) as doubted_until
  from seen
  join chosen on chosen.id = seen.item_id
  left join told_of on told_of.item_id = seen.item_id
  left join doubt on doubt.item_id = seen.item_id
  left join unseen on unseen.item_id = seen.item_id
),
look as (
  select
    item_id,
    moment as valid_from,
    gone_seen_at,
    then_title as title,
    case when then_merged_at is not null then 'MERGED' when then_closed_at is not null then 'CLOSED' else 'OPEN' end
      as state,
    case when kind <> 'issue' then null
         when then_closed_at is not null then closing_reason
         when not is_closed then 'REOPENED'
    end as state_reason,
    then_closed_at as closed_at,
    then_merged_at as merged_at,
    then_labels as labels,
    then_assignees as assignees,
    then_milestone as milestone,
    then_draft as is_draft,
    then_locked as locked,
    case when doubted_until > born_at then doubted_until end as known_from
  from folded
),
changed as (
  select *
  from look
  qualify row(title, state, state_reason, closed_at, merged_at, labels, assignees, milestone, is_draft, locked)
    is distinct from lag(
      row(title, state, state_reason, closed_at, merged_at, labels, assignees, milestone, is_draft, locked)
    ) over (partition by item_id order by valid_from)
)
insert into item_version
select
  item_id,
  valid_from,
  least(
    lead(valid_from, 1, timestamptz '9999-12-31 00:00:00+00') over (partition by item_id order by valid_from),
    gone_seen_at
  ) as valid_to,
  title,
  state,
  state_reason,
  closed_at,
  merged_at,
  labels,
  assignees,
  milestone,
  is_draft,
  locked,
  known_from
from changed
order by item_id, valid_from;
