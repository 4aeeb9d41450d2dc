"""The caption desk against what it must reach: `python -m bench.desk`, its tables in docs/desk.md."""
