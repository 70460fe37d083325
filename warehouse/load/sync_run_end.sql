update sync_run set
  finished_at = $finished_at,
  requests = $requests,
  points = $points,
  items_new = $items_new,
  items_changed = $items_changed,
  events = $events,
  comments = $comments,
  gaps = $gaps,
  complete = $complete,
  all_deep = $all_deep
where id = $id;
