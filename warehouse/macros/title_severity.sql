-- The heaviest class of trouble that a title (or the label bug) speaks of: {class, weight, match}, or NULL. Bodies are
-- not read: the templates of bug reports name every failure there is. Who asks for a feature, a document or advice, or
-- says that something does not crash, reports nothing grave.
create or replace macro title_severity(title, labels) as
  list_filter([
    {'class': 'security', 'weight': 5.0, 'match': regexp_extract(title, security_words())},
    {'class': 'wrong_output', 'weight': 4.0, 'match': regexp_extract(
      told_trouble(title),
      '(?i)\b((wrong|incorrect|inconsistent|garbage) (outputs?|results?|answers?|tokens?|values?)|garbled|gibberish|corrupt\w*)\b'
    )},
    {'class': 'crash', 'weight': 3.5, 'match': regexp_extract(
      told_trouble(title),
      '(?i)\b(crash(es|ed|ing)?|seg(mentation)? ?faults?|illegal memory( access)?|deadlocks?|hangs?|hung|stuck'
        || '|out of memory|oom|core dumped)\b'
    )},
    {'class': 'regression', 'weight': 3.5, 'match': regexp_extract(
      told_trouble(title), '(?i)\b(regress\w*|broken (since|after)|no longer works?)\b'
    )},
    {'class': 'proposal', 'weight': 3.0, 'match': regexp_extract(title, '(?i)\[rfc\]|\bbreaking change\b')},
    {'class': 'slow', 'weight': 2.5, 'match': regexp_extract(
      title, '(?i)\b(slow(er|down|s)?|performance (drop|degradation|issue|regression)|memory leak)\b'
    )},
    {'class': 'install', 'weight': 1.5, 'match': regexp_extract(
      title, '(?i)\b(install(ation)?|build(ing)?|compil\w+|wheels?)\b'
    )},
    {'class': 'bug', 'weight': 1.0, 'match': coalesce(
      nullif(regexp_extract(title, '(?i)\[bug\]'), ''), list_filter(labels, lambda name: lower(name) = 'bug')[1], ''
    )}
  ], lambda found: found.match <> '' and not (found.weight >= 3.5 and is_request(title, labels)))[1];
comment on macro title_severity is 'The heaviest class of trouble in a title, with its weight and the text that matched';
