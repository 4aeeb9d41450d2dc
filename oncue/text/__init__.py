"""Written language: which one it is, how words are normalised and said, where words and sentences end."""
