"""`oncue aligner`: makes the sound of desks, and times the words that people change there. No Whisper is loaded."""
