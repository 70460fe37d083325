-- 0: the window [a, b) itself. 1 to 28: the windows of its length before it, 1 the last. 107 and 128: the 7 and the 28
-- days before it.
create or replace macro periods_of(moment, a, b) as
  case
    when moment >= a::timestamptz then [0]
    else list_filter([
      case when moment >= a::timestamptz - to_seconds(28 * (epoch(b::timestamptz) - epoch(a::timestamptz)))
        then ceil((epoch(a::timestamptz) - epoch(moment)) / (epoch(b::timestamptz) - epoch(a::timestamptz)))::integer end,
      case when moment >= a::timestamptz - interval 168 hours then 107 end,
      case when moment >= a::timestamptz - interval 672 hours then 128 end
    ], lambda period: period is not null)
  end;
comment on macro periods_of is 'The periods that a moment before b lies in: the window [a, b) and those it is compared with';
