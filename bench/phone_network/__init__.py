"""The training of the phone network that the forced aligner listens with in noise (docs/phone-network.md)."""
