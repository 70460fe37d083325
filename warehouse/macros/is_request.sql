create or replace macro is_request(title, labels) as
  regexp_matches(
    title, '^\W*(feature( request)?|enhancement|usage|question|docs?|documentation|rfc|proposal)\s*[\]:】：]', 'i'
  )
  or list_has_any(
    list_transform(labels, lambda name: lower(name)),
    ['feature request', 'enhancement', 'usage', 'question', 'documentation', 'rfc']
  );
comment on macro is_request is 'Whether an issue asks for a feature, a document or advice, by the head of its title or its labels';
