"""From an untrusted recording to 16 kHz mono PCM, and from that to windows of speech."""
