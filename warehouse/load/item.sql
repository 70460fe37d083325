-- Author and creation stay as first seen, so that a later rename or deletion of an account changes no old report.
-- A read replica may lag: an older snapshot never replaces a newer one.
insert into item by name
select
  *,
  observed_at as first_observed_at,
  case when last_edited_at > created_at then last_edited_at end as text_known_from
from page
on conflict (id) do update set
  repository_id = excluded.repository_id,
  number = excluded.number,
  url = excluded.url,
  title = excluded.title,
  state = excluded.state,
  state_reason = excluded.state_reason,
  label_ids = excluded.label_ids,
  labels = excluded.labels,
  milestone_id = excluded.milestone_id,
  milestone = excluded.milestone,
  is_draft = excluded.is_draft,
  locked = excluded.locked,
  lock_reason = excluded.lock_reason,
  updated_at = excluded.updated_at,
  closed_at = excluded.closed_at,
  merged_at = excluded.merged_at,
  merged_by = coalesce(item.merged_by, excluded.merged_by),
  last_edited_at = excluded.last_edited_at,
  additions = excluded.additions,
  deletions = excluded.deletions,
  changed_files = excluded.changed_files,
  base_ref = excluded.base_ref,
  head_ref = excluded.head_ref,
  head_oid = excluded.head_oid,
  timeline_count = excluded.timeline_count,
  gone_seen_at = null,
  gone_as = null,
  observed_at = excluded.observed_at
where excluded.updated_at >= item.updated_at;
