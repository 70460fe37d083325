create or replace macro stands_alone(content, found) as
  regexp_matches(content, '(?:^|' || word_edge() || ')' || regexp_escape(found) || '(?:$|' || word_edge() || ')');
comment on macro stands_alone is 'Whether a text holds these very words with no letter or digit beside them';
