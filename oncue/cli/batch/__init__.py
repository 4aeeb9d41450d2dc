"""`oncue batch`: many recordings and their transcripts, through a running service."""
