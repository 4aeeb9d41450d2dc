"""The caption formats that are read, one reader each: for captions that are checked or converted, and for transcripts alike.

A reader gives `SourceCaptions`: all the words, and what is doubtful about the rest. It raises `CaptionFault` where words
would be lost or made up. `oncue.captions.formats` makes cues to show of them, `oncue.transcript` a text to align.
"""
