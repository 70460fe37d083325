-- RE2 cannot look around, and its \b knows ASCII only: other neighbours of a word are taken along.
create or replace macro word_pattern(words) as
  case when len(list_filter(words::varchar[], lambda word: regexp_full_match('', word))) > 0
    then error('a word matches the empty text, and so would be found everywhere')
    else '(?i)(?:\b|_|^|' || word_edge() || ')(' || nullif(array_to_string(words::varchar[], '|'), '')
      || ')(?:\b|_|$|' || word_edge() || ')'
  end;
comment on macro word_pattern is
  'A pattern (RE2) for any of the words, in upper or lower case and standing alone; NULL when there are none';
