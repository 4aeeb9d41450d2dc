"""One recording and its transcript to an alignment: the stages of a job, in order."""
