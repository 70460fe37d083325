create or replace macro period_end(period, a, b) as
  case
    when period = 0 then b::timestamptz
    when period between 1 and 28
      then a::timestamptz - to_seconds((period - 1) * (epoch(b::timestamptz) - epoch(a::timestamptz)))
    else a::timestamptz
  end;
comment on macro period_end is 'The first instant after one of the periods_of a moment';
