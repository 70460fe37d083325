create or replace macro whole_payload(payload, id, commit_oid, body) as
  with_value(with_value(with_value(payload, 'id', id), 'oid', commit_oid), 'body', body)::json;
comment on macro whole_payload is 'The payload of a row of timeline with what it lacks put back: the row''s own values, and a text';
