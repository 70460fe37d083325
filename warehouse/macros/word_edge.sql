create or replace macro word_edge() as '[^\pL\pN]|[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}]';
comment on macro word_edge is
  'The pattern (RE2) of what may stand beside a word: no letter or digit, but for scripts that put no spaces between words';
