"""The timing of published words: what to search for where, and what the search's answer means."""
