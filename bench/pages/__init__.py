"""Pages and files as houses publish them, made from texts whose words are known: which are said, and by whom."""
