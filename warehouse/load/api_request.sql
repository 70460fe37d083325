insert into api_request
values (
  $run_id, $sequence, $requested_at, $operation, $page_size, $outcome, $seconds,
  $cost, $remaining, $node_count, $request_id
);
