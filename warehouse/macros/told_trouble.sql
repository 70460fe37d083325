create or replace macro told_trouble(title) as
  regexp_replace(
    title,
    '(?i)(\b(no|not|never|without|avoid\w*|prevent\w*|detect\w*)|n[''’]t) ((a|an|any|the) )?'
      || '(crash\w*|hang\w*|hung|stuck|deadlock\w*|seg(mentation)? ?fault\w*|oom|out of memory|corrupt\w*|regress\w*)',
    ' ', 'g'
  );
comment on macro told_trouble is 'A title without the trouble that it says is absent, avoided or to be detected';
