"""The function words of some languages, which decide where a sentence may be divided and whether initials end one.

No library has such lists by what the words do (lists of stop words mix them with verbs and adverbs), so these are the closed
classes as school grammars give them. English has finer classes than the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

# ruff: noqa: SIM905 - a list of words reads best as a line of words

# English.
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
# After initials, only such a word shows that a new sentence begins.
OPENERS_OF_SENTENCES = (DETERMINERS | COORDINATORS | SUBORDINATORS | PREPOSITIONS | SUBJECTS | ADVERBS) - {"mr", "mrs", "ms"}


@dataclass(frozen=True, slots=True)
class SmallWords:
    """The function words of one language, in small letters.

    `closed` ask for the word after them and begin nothing (articles, negations). Conjunctions and prepositions begin a line
    well and end one badly. `enclitics` belong to the word before them, and begin no line.
    """

    closed: frozenset[str] = frozenset()
    conjunctions: frozenset[str] = frozenset()
    prepositions: frozenset[str] = frozenset()
    enclitics: frozenset[str] = frozenset()


def _of(closed: str = "", conjunctions: str = "", prepositions: str = "", enclitics: str = "") -> SmallWords:
    return SmallWords(*(frozenset(words.split()) for words in (closed, conjunctions, prepositions, enclitics)))


SMALL_WORDS: Mapping[str, SmallWords] = MappingProxyType(
    {
        "de": _of(
            "der die das den dem des ein eine einen einem einer eines kein keine keinen mein meine sein seine ihr ihre "
            "unser unsere dieser diese dieses diesen diesem jeder jede jedes nicht sehr zu herr frau dr",
            "und oder aber denn sondern dass weil wenn als ob obwohl während bevor nachdem damit sodass",
            "in im ins an am auf aus bei beim bis durch für gegen hinter mit nach neben ohne seit über um unter von vom "
            "vor wegen zum zur zwischen",
        ),
        "fr": _of(
            "le la les un une des du au aux ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos leur "
            "leurs chaque quelques je tu il elle on nous vous ils elles ne n' se me te très plus m mme mlle dr",
            "et ou mais car donc ni que qui quand lorsque si comme parce puisque où dont",
            "à de en dans par pour sur sous avec sans entre vers chez contre depuis pendant après avant selon malgré",
        ),
        "es": _of(
            "el la los las un una unos unas lo mi mis tu tus su sus nuestro nuestra este esta estos estas ese esa cada "
            "no muy se me te le les nos al del sr sra dr",
            "y e o u pero sino ni que porque cuando si como aunque mientras donde quien cuyo",
            "a de en con por para sin sobre entre hacia hasta desde según contra durante tras ante bajo",
        ),
        "it": _of(
            "il lo la i gli le un uno una questo questa questi queste quel quella mio mia tuo suo sua nostro ogni non "
            "molto si mi ti ci vi del dello della dei degli delle al allo alla ai agli alle dal dalla nel nella nei sul "
            "sulla sig dott",
            "e ed o ma che perché quando se come mentre dove anche però quindi",
            "a ad di da in con su per tra fra senza sopra sotto verso contro durante dopo prima secondo",
        ),
        "pt": _of(
            "o a os as um uma uns umas meu minha seu sua nosso nossa este esta esse essa cada não muito se me te lhe do "
            "da dos das no na nos nas ao aos à às pelo pela num numa sr sra dr",
            "e ou mas que porque quando se como embora enquanto onde pois",
            "de em com por para sem sobre entre até desde contra durante após segundo",
        ),
        "nl": _of(
            "de het een 't mijn jouw zijn haar ons onze hun deze dit die elke niet geen zeer te ik je we ze dhr mevr dr",
            "en of maar want dat omdat als toen terwijl hoewel zodat waar",
            "in op aan van voor met door over uit bij naar om onder tussen tegen tot zonder na sinds volgens",
        ),
        "ca": _of(
            "el la els les un una uns unes en na el meu la meva el seu la seva aquest aquesta cada no molt es em et del "
            "dels al als pel pels sr sra",
            "i o però sinó ni que perquè quan si com mentre on",
            "a de en amb per sense sobre entre cap fins des segons contra durant",
        ),
        "ru": _of(
            "не ни мой моя его её их этот эта это эти каждый очень г-н г-жа",
            "и а но или что чтобы если когда как потому хотя пока где который которая которые",
            "в во на с со к ко о об из у за по от до без для при через над под перед между после",
        ),
        "ar": _of(
            "ال هذا هذه ذلك تلك كل غير لا لم لن قد",
            "و أو ثم لكن أن إن أنّ إنّ لأن إذا عندما حيث الذي التي الذين",
            "في من إلى على عن مع بعد قبل بين منذ حتى خلال ضد تحت فوق عند",
        ),
        "he": _of(
            "את לא כל מר גב' ד\"ר",
            "או אבל אך כי אם כאשר אשר וגם",
            "על של אל עם בין אחרי לפני עד מן תחת מול נגד בלי ללא אצל לפי",
        ),
        "hi": _of(
            "नहीं न बहुत यह वह इस उस हर श्री",
            "और या लेकिन पर कि क्योंकि जब अगर जो",
            enclitics="का के की को में से ने तक है हैं था थे थी",
        ),
        "zh": _of(
            "是 不 没 没有 很 最 太 更 都 也 就 还 這 这 那 每 把 被 將 将 一个 一個 这个 這個 那个",
            "和 与 與 及 或 或者 但 但是 而 而且 因为 因為 所以 如果 虽然 雖然",
            "在 对 對 从 從 向 跟 给 給 以 为 為 由 于 於",
            "的 地 得 了 着 著 过 過 吗 嗎 呢 吧 啊 呀 们 們 等 等等 里 裡 上 中 之",
        ),
        "th": _of(
            "ไม่ จะ ได้ กำลัง การ ความ",
            "และ หรือ แต่ ว่า ที่ ซึ่ง เพราะ ถ้า",
            "ใน ของ กับ จาก โดย เพื่อ",
            "ๆ ครับ ค่ะ คะ นะ ล่ะ ด้วย แล้ว นี้ นั้น",
        ),
    }
)
