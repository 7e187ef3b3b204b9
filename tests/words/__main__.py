"""Brings the catalogues up to date with what the code says: `make words`."""

from __future__ import annotations

import io
import re
import sys

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from explorer.words import ENGLISH, LANGUAGES
from explorer.words.catalogue import path
from tests.words.said import everything

_HEAD = "# {name}. English is the key: `make words` adds what the code says anew and takes out what it says no more."
_UNSTABLE = re.compile(rb'^"(?:POT-|PO-Rev|Last-Tr|Language-Team|Report-|Generated-|Project-).*\n', re.MULTILINE)
"""Lines of a catalogue's head that tell nobody anything, or change with every writing."""


def said_now() -> Catalog:
    """All messages, without translations."""
    found = Catalog(charset="utf-8")
    for file, one in everything():
        found.add((one.text, one.many) if one.many else one.text, locations=[(file, 0)], context=one.context or None)
    return found


def main() -> int:
    """Add what is new to each catalogue, and take out what is no longer said."""
    whole = said_now()
    for language, name in LANGUAGES.items():
        if language == ENGLISH:
            continue
        with path(language).open("rb") as file:
            held = read_po(file, locale=language)
        held.update(whole, no_fuzzy_matching=True)
        held.obsolete.clear()
        held.header_comment = _HEAD.format(name=name)
        written = io.BytesIO()
        write_po(written, held, width=0, sort_output=True, include_lineno=False)
        path(language).write_bytes(_UNSTABLE.sub(b"", written.getvalue()))
        missing = [message for message in held if message.id and not any(message.string or ())]
        sys.stderr.write(f"{language}: {len(held):,} messages, {len(missing):,} without a translation\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
