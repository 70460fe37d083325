-- RE2 cannot look around, and its \b knows ASCII only: other neighbours of a word are taken along. The pattern has to be a
-- constant, compiled once for a query. A word that matches nothing at all would hide those beside it.
create or replace macro word_pattern(words) as
  '(?i)(?:\b|_|^|' || word_edge() || ')(' || nullif(array_to_string(
    list_filter(words::varchar[], lambda word: not regexp_full_match('', word)), '|'
  ), '') || ')(?:\b|_|$|' || word_edge() || ')';
comment on macro word_pattern is
  'A pattern (RE2) for any of the words, in upper or lower case and standing alone; NULL when there are none';
