"""Street addresses: a number and a street word, in the order and the words of several countries."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explorer.metrics.pii.numbers import Find
from explorer.metrics.text.needles import group
from explorer.metrics.text.quick import Quick

_NAME = r"[^\W\d_a-z][\w'’.-]{0,24}"  # begins with a letter that is not a small ASCII one
_SURE = r"Street|Str|St|Avenue|Ave|Av|Road|Rd|Lane|Ln|Boulevard|Blvd|Parkway|Pkwy|Highway|Hwy|Crescent|Cres|Expressway|Terrace"
_UNSURE = r"Drive|Dr|Court|Ct|Place|Pl|Way|Square|Sq|Close|Row|Circle|Cir|Alley|Loop|Trail|Trl|Grove|Gardens|Hill|Mews|Plaza|Walk"
_ENGLISH = Quick(
    rf"(?<![\w.,$€£#%/:-])\d{{1,5}}[A-Za-z]?(?:[-/ ]\d{{1,5}})?,? (?:[NSEW]\.? )?(?:(?:{_NAME}|\d{{1,3}}(?:st|nd|rd|th)) ){{1,4}}?"
    rf"(?:(?:{_SURE})\b|(?:{_UNSURE})\b(?=\.?\s*(?:[,\n#]|$|Apt|Suite|Unit)|\.))"
)
_UNIT = Quick(
    r"\b(?:(?:Apt|Apartment)\b\.? ?#?\d{1,5}[A-Z]?|Suite #?\d{2,5})\b|\b(?:P\.? ?O\.? ?Box|Postbox|Postfach|Postboks) \d{1,6}\b"
    r"|\b(?:APO|FPO|DPO),? (?:AA|AE|AP) \d{5}\b|\b(?:PSC|Unit) \d{1,5},? Box \d{1,5}\b",
    re.IGNORECASE,
)
_SUFFIXED = Quick(
    r"\b[^\W\d_a-z]\w{1,24}(?:straße|strasse|strase|str\.|gasse|allee|platz|ufer|damm|straat|laan|plein|gracht|gatan|gaten|vägen|veien|vegen|"
    r"vej|veg|gade|stræde|allé|katu|kuja|polku|utca|ntie|weg|brug|ulica) ?(?!(?:19|20)\d\d\b)\d{1,4}[a-zA-Z]?\b(?!\.\d)"
    r"|\b[^\W\d_a-z]\w{1,24} (?:Straße|Strasse|Str\.|Weg|Allee|utca|út|u\.|tér|körút|ulica|cesta|terrasse|vei|gate|vej) ?\d{1,4}[a-zA-Z]?\b"
)
_PREFIXED = Quick(
    rf"\b(?:ul\.|ulica|al\.|Via|Viale|Piazza|Corso|Vicolo|Calle|C/|Avenida|Av\.|Paseo|R[uú]a|Travessa|Praça|Largo|Quai|Chemin|"
    rf"Impasse|Jalan|Jl\.|Rue|улица|ул\.|проспект|просп\.|Οδός|Λεωφόρος) (?:d[aeo]s? |del? |la |l['’]){{0,2}}(?:{_NAME},? ){{1,4}}(?:n[°º.]? ?)?\d{{1,4}}\b"
)
_FRENCH = Quick(
    r"(?<![\w.,])\d{1,4}(?: ?bis| ?ter)?,? (?:[Rr]ue|[Aa]venue|[Bb]oulevard|[Cc]hemin|[Ii]mpasse|[Qq]uai|[Aa]llée|[Pp]lace|Via|Calle) "
    r"(?:[Dd]e |[Dd]u |[Dd]es |[Dd]['’]|[Ll]a |[Ll]e |[Ll]['’]|[Ll]es ){0,2}[^\W\d_a-z]\w+"
)
_NO_STREET = (
    r"(?:Room|Floor|Chapter|Section|Page|Line|Level|Step|Gate|Terminal|Platform|Zone|District|Area|Sector|Route|Building|Tower|Windows|Python|Java|Version|"
    r"Unit|Block|Table|Figure|Part|Volume|Group|Class|Grade|Team|Server|Port|Psalm|January|February|March|April|May|June|July|August|September|October|"
    r"November|December|Mac|Android|iOS|Node|Type|Model|Phase|Stage|Pod|Bay|Box|Ward|Cell|Earth|Planet|Season|Lot) \d|(?:The|A|An) "
)
_CUED = Quick(
    rf"(?:\baddress\b[^\n\d.!?]{{0,20}}[:?]? ?(?:\n ?|it is |is |to |with )?|\b(?:lives?|lived|living|reside[sd]?|located|house|move[ds]?) (?:at|in|to) )"
    rf"\W{{0,3}}((?:\d{{1,5}} ){{1,2}}{_NAME}(?: {_NAME}){{0,3}} \d{{1,4}}\b|\d{{2,5}} {_NAME}(?:(?: {_NAME}){{0,3}},? \d{{1,5}}\b|(?: {_NAME}){{1,2}},? {_NAME}))",
)
_NAMED = Quick(
    rf"(?:\baddress(?:es)?(?: (?:to|has changed to|will be))?(?:[:：]| is| was)? ?(?:now |the same: )?|\b(?:[Ll]ives?|[Ll]iving|[Rr]esid(?:es?|ing)|[Hh]ome is) (?:at|on|in) |\b[Mm]oved to |"
    rf"\b(?:sent|deliver(?:ed)?|shipped|posted|mailed?) (?:\w+ )?to |\bcorner of )(?:the corner of )?"
    rf"(?P<street>(?!{_NO_STREET})(?:\d{{1,5}} )?{_NAME}(?: (?:de|del|di|da|van|von|der|la|le|u\.|út|{_NAME})){{0,4}},? \d{{1,4}}[A-Za-z]?)(?![\w%]|[.,/:-]\d| ?(?:[ap]m|people|years|times|km|m)\b)",
)
_CHINESE = Quick(
    r"(?:(?![和与于在是到往了的过住址为道])[\u4e00-\u9fff]){2,12}(?:路|街|大道|巷|胡同|弄)(?:[\u4e00-\u9fff]{0,4})\d{1,5}号(?:[\u4e00-\u9fffA-Za-z0-9]{0,12}?\d{1,4}(?:室|号|单元|栋|楼|层)){0,3}"
)
_PLACEHOLDER = Quick(
    r"(?:123|1234|12345|456|789|1) (?:Main|Elm|Maple|Oak|Any|Fake|Sesame|Example|Sample|Your|First)\b|10 Downing|1600 Pennsylvania|221B Baker|"
    r"(?:Wall|Bourbon|Fleet) Street|742 Evergreen",
    re.IGNORECASE,
)
_YEAR = Quick(r"(?:1[5-9]|20)\d\d ")
_YEAR_BEFORE = Quick(
    r"(?:\b(?:in|the|since|of|by|from|until|during|early|late|and|to|after|before|a) |[(–-])$", re.IGNORECASE
)


_DATED = Quick(r" ?[(（](?:1[89]|20)\d\d[)）]")
"""A year in brackets behind it: a film, a book or a building of that year."""
_SUFFIXES = (
    "str", "gasse", "alle", "platz", "ufer", "damm", "laan", "plein", "gracht", "gatan", "gate", "vägen", "veien", "veg", "vej",
    "vei ", "gade", "katu", "kuja", "polku", "utca", "ntie", "weg", "ulica", "út ", "tér ", "u. ", "körút", "cesta", "terrasse",
)  # fmt: skip
_GREEK = ("Οδός ", "Λεωφόρος ")
_PREFIXES = (
    "ul. ", "ulica ", "al. ", "Via ", "Viale ", "Piazza ", "Corso ", "Vicolo ", "Calle ", "C/ ", "Avenida ", "Av. ", "Paseo ",
    "Rua ", "Rúa ", "Travessa ", "Praça ", "Largo ", "Quai ", "Chemin ", "Impasse ", "Jalan ", "Jl. ", "Rue ", "улица ", "ул. ",
    "проспект ", "просп. ", *_GREEK,
)  # fmt: skip
_WORD_NUMBER = re.compile(rb"A[aA'.-]{1,24},? ?#?0")
_FRENCH_WORDS = (
    "rue ",
    "Rue ",
    "venue ",
    "oulevard ",
    "hemin ",
    "mpasse ",
    "uai ",
    "llée ",
    "lace d",
    "Via ",
    "Calle ",
)
_UNIT_WORDS = ("apt", "apartment", "suite ", "box ", "po a", "postfach", "postboks")
_CUE_WORDS = (" address", "live", "living", "reside", "located", "house", "move")
_NAMED_WORDS = (
    "ddress",
    "lives",
    "Lives",
    "live ",
    "iving",
    "esid",
    "home is",
    "oved to",
    "sent ",
    "deliver",
    "shipped",
    "posted",
    "mail",
    "corner of",
)
_LIKE_YEAR = Quick(r"(?:1[5-9]|20)\d\d$")


def holds(text: str, words: tuple[str, ...]) -> bool:
    """Whether one of the words stands in a text."""
    for word in words:  # noqa: SIM110  (any() with a generator takes twice as long, and this runs on every row)
        if word in text:
            return True
    return False


_KNOWN_PLACE = Quick("唐宁街|宾夕法尼亚大道1600|贝克街221|华尔街")
_PUBLIC = Quick(
    r"\"rating\"|\b(?:museums?|schools?|cemetery|church|theat(?:er|re)s?|librar(?:y|ies)|hospital|university|stadium|walk of fame)\b|"
    r"博物馆|美术馆|餐厅|餐馆|饭店|酒店|咖啡|酒吧|大楼|校园|大学|医院|图书馆|车站|机场|剧院|教堂|总部|商场|超市|治愈中心",
    re.IGNORECASE,
)
_LISTED = Quick(r"\b(?:ratings?|rated|restaurants?|hotels?|caf[eé]s?|bars?|pubs?|bistro|diner|bakery)\b", re.IGNORECASE)
"""Two of these different words stand where places to eat and to sleep are listed."""
_OF_SOMEBODY = Quick(
    r"\b(?:my|his|her|our|their|your|lives?|lived|living|resid\w+|home|mr|mrs|ms|dr|apt|apartment|patient|guest|student|customer|deliver\w*|ship\w*)\b"
    r"|住在|住址|家住|本人|我家|先生|女士|收货|寄到",
    re.IGNORECASE,
)
_BEFORE, _BEHIND = 70, 30


def _is_public(text: str, start: int, end: int) -> bool:
    """Whether an address is that of a house that is open to all, and of nobody's home: a restaurant's or a museum's."""
    around = text[max(0, start - _BEFORE) : start] + " … " + text[end : end + _BEHIND]
    if _OF_SOMEBODY.search(around):
        return False
    return _PUBLIC.search(around) is not None or len({word.lower().rstrip("s") for word in _LISTED.findall(around)}) > 1


_FRENCH_STREET, _UNITS, _SUFFIXED_STREET = group(_FRENCH_WORDS), group(_UNIT_WORDS), group(_SUFFIXES)
_PREFIXED_STREET, _NAMED_STREET, _CUED_STREET = (
    group((*_PREFIXES[: -len(_GREEK)], "Οδό", "Λεωφόρο")),
    group(_NAMED_WORDS),
    group(_CUE_WORDS),
)
_ANY_STREET = _UNITS | _SUFFIXED_STREET | _PREFIXED_STREET | _NAMED_STREET | _CUED_STREET


def places(text: str, shape: bytes, seen: int = -1) -> Iterator[Find]:
    """Street addresses.

    shape: `text` in bytes with digits as 0, capitals as A, small letters as a, other scripts as C. seen: what it has `held`.
    """
    if "号" in text:
        for found in _CHINESE.finditer(text):
            if not (_KNOWN_PLACE.search(found[0]) or _is_public(text, *found.span())):
                yield "street address", *found.span()
    number_first = b"0 A" in shape or b"0, A" in shape or b"0a A" in shape or b"0A A" in shape
    if number_first:
        for found in _ENGLISH.finditer(text):
            start, end = found.span()
            if _YEAR.match(found[0]) and _YEAR_BEFORE.search(text[max(0, start - 12) : start]):
                continue
            if not (_PLACEHOLDER.match(found[0]) or _is_public(text, start, end) or _DATED.match(text, end)):
                yield "street address", start, end
    yield from _continental(text, shape, number_first, seen)


def _continental(text: str, shape: bytes, number_first: bool, seen: int) -> Iterator[Find]:
    """Units, boxes, and the orders of words on the continent."""
    if seen & _FRENCH_STREET and (number_first or b"0 a" in shape) and holds(text, _FRENCH_WORDS):
        for found in _FRENCH.finditer(text):
            yield "street address", *found.span()
    if not seen & _ANY_STREET or (not number_first and not _WORD_NUMBER.search(shape)):
        return
    lower = text.lower()
    if seen & _UNITS and holds(lower, _UNIT_WORDS):
        for found in _UNIT.finditer(text):
            yield "street address", *found.span()
    if seen & _SUFFIXED_STREET and holds(lower, _SUFFIXES):
        for found in _SUFFIXED.finditer(text):
            yield "street address", *found.span()
    if seen & _PREFIXED_STREET and holds(text, _PREFIXES):
        for found in _PREFIXED.finditer(text):
            yield "street address", *found.span()
    if seen & _NAMED_STREET and holds(text, _NAMED_WORDS):
        for found in _NAMED.finditer(text):
            if not _LIKE_YEAR.search(found["street"]):
                yield "street address", *found.span("street")
    if number_first and seen & _CUED_STREET and holds(lower, _CUE_WORDS):
        for found in _CUED.finditer(text):
            if not (_YEAR.match(found[1]) or _PLACEHOLDER.match(found[1])):
                yield "street address", *found.span(1)
