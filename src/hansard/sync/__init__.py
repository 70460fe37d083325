"""From GraphQL pages to warehouse rows: what to fetch next, what a page holds, and the run that joins them."""
