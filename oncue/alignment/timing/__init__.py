"""When each published word is spoken: what to search for where, and what the search's answer means."""
