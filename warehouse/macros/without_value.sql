-- Quotes within JSON's texts are escaped: "key":null is never part of one. One that was there before gets a space, so that
-- with_value does not take it for its own.
create or replace macro without_value(payload, field, value) as
  coalesce(
    replace(
      replace(payload, '"' || field || '":null', '"' || field || '": null'),
      '"' || field || '":' || to_json(value),
      '"' || field || '":null'
    ),
    payload
  );
comment on macro without_value is 'JSON in which a field reads null instead of this value; as it is when there is no value';
