-- A pattern made of the words would be compiled for each text, a thousand times slower than what it looks for.
create or replace macro stands_alone(content, found) as
  len(list_filter(
    list_zip(
      list_transform(string_split(' ' || content || ' ', found), lambda before: right(found || before, 1)),
      list_transform(string_split(' ' || content || ' ', found), lambda behind: left(behind || found, 1))[2:]
    )[:-2],
    lambda beside: regexp_full_match(beside[1] || beside[2], '(?:' || word_edge() || '){2}')
  )) > 0;
comment on macro stands_alone is 'Whether a text holds these very words with no letter or digit beside them';
