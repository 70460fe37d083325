"""From the warehouse's macros to a page: the window, the facts of it, and their rendering."""
