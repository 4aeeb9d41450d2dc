"""The options of a person, declared once: the command line, the HTTP API, Python and the docs' tables derive from it."""
