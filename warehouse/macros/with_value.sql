-- Quotes within JSON's texts are escaped: "field":null is never part of one.
create or replace macro with_value(payload, field, value) as
  coalesce(replace(payload, '"' || field || '":null', '"' || field || '":' || to_json(value)), payload);
comment on macro with_value is 'JSON with this value for a field that reads null; as it is when there is no value';
