"""A row's prose as Streamlit's Markdown: headings, lists, tables, formulas and code are laid out, and nothing else happens.

Text of a dataset is hostile: what would load something (images), lead somewhere (links), or means something to Streamlit
alone (colours, icons, emoji by name) is escaped, so that it stands there as it was written. HTML is text to Streamlit.
"""

from __future__ import annotations

import re
from functools import lru_cache

from explorer.markup import clean

LONGEST = 100_000
"""Characters of a text that is laid out; a longer one is shown as it is written."""

# Code and formulas are taken out first: a backslash in them would be seen. Code of one line and without a bar alone, since
# the lines of a list and the cells of a table begin whatever a backtick before them says.
_KEPT = re.compile(
    r"(?P<code>(?<![`\\])(?P<ticks>`+)(?!`)[^\n|]+?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<shown>(?<!\\)\$\$(?:[^$\\]|\\.)+?\$\$|(?<!\\)\\\[(?:.)+?\\\])"
    r"|(?P<inline>(?<!\\)\\\([^\n|]+?\\\)|(?<![\\$\w])\$(?![\s$])(?:[^$\n\\|]|\\.)+?(?<![\s\\])\$(?![\w$]))",
    re.DOTALL,
)
_NO_FORMULA = re.compile(
    r"!\[|\]\(|\]:|://|\n\s*(?:[-*+>#|]|\d+[.)])\s"
)  # what none holds, and might do something were it none
_LONGEST_FORMULA = 4_000
_ACTIVE = re.compile(
    r"""
    (?P<html><)                                  # HTML, and addresses in angle brackets
    | (?P<image>!(?=\[))                         # images, with an address or a reference
    | (?P<link>(?<=\])(?=[(:\[]))                # links: the bracket after their text
    | (?P<dollar>\$)                             # what Streamlit would take for a formula
    | (?P<named>:(?=[A-Za-z0-9_+-]+(?:[:\[/]|-background\[)))  # colours, icons, badges and emoji by name
    | (?P<address>://|[wW]{3}(?=\.)|@(?=\w))  # bare addresses
    """,
    re.VERBOSE,
)
_JOINER = "\u2060"  # seen by nobody, and no address goes over it


@lru_cache(maxsize=256)
def safe_markdown(text: str) -> str:
    """Markdown that lays the text out and loads, links and colours nothing."""
    text = clean(text)
    pieces: list[str] = []
    last = 0
    for match in _KEPT.finditer(text):
        pieces += [_inactive(text[last : match.start()]), _kept(match)]
        last = match.end()
    pieces.append(_inactive(text[last:]))
    return "".join(pieces)


def _kept(match: re.Match[str]) -> str:
    whole = match[0]
    if match["code"] is not None:
        return whole
    if len(whole) > _LONGEST_FORMULA or _NO_FORMULA.search(whole):
        return _inactive(whole)
    inner = whole[2:-2] if whole.startswith(("$$", "\\[", "\\(")) else whole[1:-1]
    if not inner.strip():
        return _inactive(whole)
    # Streamlit knows formulas by dollars alone; blank lines would end one.
    inner = re.sub(r"\n\s*\n", "\n", inner.strip())
    return f"\n$$\n{inner}\n$$\n" if match["shown"] is not None else f"${inner}$"


def _inactive(text: str) -> str:
    def escaped(match: re.Match[str]) -> str:
        kind = match.lastgroup
        if kind == "link":
            return "\\"
        if kind == "address":
            # Before the slashes: after them it would be a part of a host's name, and browsers leave it out there.
            return f"{_JOINER}://" if match[0] == "://" else f"{match[0]}{_JOINER}"
        return f"\\{match[0]}"

    return _ACTIVE.sub(escaped, text)
