"""English function words: the small, closed classes that decide where a sentence may be divided."""

from __future__ import annotations

# ruff: noqa: SIM905 - a list of words reads best as a line of words

DETERMINERS = frozenset(
    "a an the my your his her its our their this these those some any no every each all both another what which whose "
    "mr mrs ms dr st prof rev gen sen rep gov sgt capt".split()
)
COORDINATORS = frozenset("and but or nor so yet plus".split())
SUBORDINATORS = frozenset(
    "because although though while if unless when whenever where wherever whereas that which who whom whose why how until "
    "since before after once whether than".split()
)
PREPOSITIONS = frozenset(
    "in for with on at from by about into over under between through during against among without within along across "
    "behind beyond near upon toward towards around per via as like above below inside outside throughout despite of".split()
)
# With their negations, as both part from the verb equally badly.
AUXILIARIES = frozenset(
    "is are was were be been being am has have had do does did will would shall should can could may might must isn't "
    "aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't won't wouldn't shouldn't can't cannot couldn't not "
    "never let's gonna wanna".split()
)
SUBJECTS = frozenset(
    "i you he she it we they there who i'm you're he's she's it's we're they're i've you've we've they've i'll you'll he'll "
    "she'll it'll we'll they'll i'd you'd he'd she'd we'd they'd that's there's".split()
)
ADVERBS = frozenset(
    "very too more most less least quite rather really just only even also still already almost then however though "
    "therefore meanwhile instead indeed now well yes".split()
)
# Full stops after these end no sentence.
ABBREVIATIONS = frozenset("mr mrs ms dr st prof rev gen sen rep gov sgt capt lt col jr sr vs vol cf mt ft hon".split())
# After initials, only such a word shows that a new sentence begins.
OPENERS_OF_SENTENCES = (DETERMINERS | COORDINATORS | SUBORDINATORS | PREPOSITIONS | SUBJECTS | ADVERBS) - {"mr", "mrs", "ms"}
