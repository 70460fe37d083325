create or replace macro with_value(payload, field, value) as
  coalesce(replace(payload, '"' || field || '":null', '"' || field || '":' || to_json(value)), payload);
comment on macro with_value is 'JSON that without_value took this value out of, as it was; as it is when there is no value';
