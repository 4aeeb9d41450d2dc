"""The command `oncue compare`: two caption files of a recording, or two folders of them, held against the sound."""
