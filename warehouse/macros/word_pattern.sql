-- One pattern for all is compiled once for a query. A word that matches nothing at all would hide those beside it.
create or replace macro word_pattern(words) as
  '(?i)(?:\b|_)(' || nullif(array_to_string(
    list_filter(words::varchar[], lambda word: not regexp_full_match('', word)), '|'
  ), '') || ')(?:\b|_)';
comment on macro word_pattern is
  'A pattern (RE2) for any of the words, in upper or lower case and standing alone; NULL when there are none';
