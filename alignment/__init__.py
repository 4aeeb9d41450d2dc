"""What an alignment is: pure Python, no I/O and no framework."""
