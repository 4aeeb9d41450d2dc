"""The `oncue` command."""
