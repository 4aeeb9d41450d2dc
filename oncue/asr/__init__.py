"""Speech recognition by Whisper: one Protocol and two backends."""
