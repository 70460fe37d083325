create or replace macro is_maintainer(association) as
  coalesce(association in ('OWNER', 'MEMBER', 'COLLABORATOR'), false);
comment on macro is_maintainer is 'Whether GitHub''s association of an author with the repository is that of a maintainer';
