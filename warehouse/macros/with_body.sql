-- Quotes within JSON's texts are escaped: nothing but an empty body reads like this.
create or replace macro with_body(payload, body) as
  coalesce(replace(payload, '"body":null', '"body":' || to_json(body))::json, payload);
comment on macro with_body is 'A payload of the timeline with its body put back; as it is when there is none';
