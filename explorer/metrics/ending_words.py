"""Words and marks that tell how a text ends: data for `endings` and `truncation`."""

from __future__ import annotations

TERMINAL = frozenset(".!?。！？…‥｡．؟।۔።։")
"""Marks that end a sentence."""

CLOSERS = "\"”’'」』)）】]〕〉》*_`~»"
"""Marks that may follow the end of a sentence without changing it."""

DANGLING = frozenset(",;，、；：:([{（【《“「『‘<&/+=-–—−×÷·\\$^")
"""Marks after which something has to follow."""

SOFT_WORDS = frozenset(
    "a an the of and or nor but because although though whereas unless until while if whether "
    "to from into onto upon toward towards among amongst between within without than via per despite regarding during "
    "their your its our my his whose these those every each such various several certain "
    "is are was were be been being am has have had does did can could may might must shall should will would cannot "
    "very more most less quite rather too so as at by for with in on that which who where when how what "
    "not also often usually only even just both either neither".split()
)
"""Words that seldom end an English statement; lower case, as the middle of a sentence has them."""

HARD_WORDS = frozenset(
    "an the of and or nor but because although whereas unless whether from into onto upon among amongst between "
    "than via per despite regarding their your its our my whose every such various was were be has cannot "
    "would could should might must shall as".split()
)
"""Those of them that hardly ever end even a heading, a label or a colloquial phrase."""

CJK_HARD = frozenset("和与及或而且把被将从向以对因并若但其每各於與從對並")
"""Chinese characters that hardly ever end a phrase."""

CJK_SOFT = frozenset("的是在于为由使让给比就也都还又很更最会能可要所这那该如同之個為這該還會")
"""Chinese characters that seldom end a written sentence, though they end phrases, names and questions."""

SIGN_OFFS = (
    "regards",
    "sincerely",
    "yours",
    "faithfully",
    "cheers",
    "thanks",
    "thank you",
    "best",
    "love",
    "respectfully",
    "wishes",
    "truly",
    "cordially",
    "warmly",
    "此致",
    "敬礼",
    "祝好",
    "谢谢",
    "顺祝",
    "敬上",
)
"""Closing lines of letters: a comma after them may be the end."""

ABBREVIATIONS = frozenset("mr mrs ms dr prof st vs etc no vol fig eq e.g i.e al jr sr inc ltd co approx dept est p pp u.s".split())
"""Words whose full stop does not end a sentence."""

NUMBERS = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "两": 2,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
}
"""Small numbers in words, for lists that are announced."""

CJK_WORDS = (
    "虽然 因为 如果 但是 以及 由于 并且 或者 例如 比如 包括 通过 根据 对于 关于 为了 即使 不仅 而且 所以 因此 然而 "
    "同时 此外 此时 其中 首先 其次 最后 总之 可以 能够 应该 需要 雖然 因為 對於 關於 為了 通過 根據"
).split()
"""Chinese words that hardly ever end a text."""

OPENERS = frozenset("The A An This These Those Our Your My Their Its While Although If When Because With For From In On To And But As".split())
"""Words that begin a line or an item and cannot be the whole of it."""

LABELS = frozenset(
    "yes no true false positive negative neutral mixed entailment contradiction correct incorrect none unknown maybe "
    "amen thanks cheers bye ok okay".split()
)
"""Verdicts that stand alone behind an explanation."""
