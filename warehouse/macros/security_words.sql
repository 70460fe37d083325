-- A page or a policy on security is none: the word alone does not count.
create or replace macro security_words() as
  '(?i)\[security\]|\bsecurity(:| (fix\w*|patch\w*|issues?|bugs?|holes?|flaws?|risks?|problems?|advisor\w+))'
    || '|\bvulnerab\w*|\bcve-\d+[\w-]*';
comment on macro security_words is 'The pattern (RE2) of titles that speak of a hole in security';
