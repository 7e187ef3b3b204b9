r"""Prompts written for this project, in several voices: each file of `written/` is one source.

A file holds `= slot: a | b | c` lines and sections `[ability]` of one prompt a line; `{slot}` takes a value of the list, or
a real text of that kind (`{passage}`, `{review}`, `{news}`, …) from the collections; `\\n` is a line break.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.labelled import Labelled

FOLDER = Path(__file__).parent / "written"
_SLOT = re.compile(r"\{(\w+)\}")
COLLECTION = "written"


def read(
    texts: Mapping[tuple[str, str, str], Sequence[str]], side_of: Mapping[str, str], most: int
) -> Iterator[Labelled]:
    """Rows of all voices. texts: (language, kind, side) -> real texts. most: fillings of a prompt that has slots."""
    for path in sorted(FOLDER.glob("*.txt")):
        lang = path.stem.split("_")[0]
        for label, prompt in _filled(path, lang, texts, side_of[path.stem], most):
            yield Labelled(prompt, "", label, path.stem, lang, COLLECTION)


def _filled(
    path: Path, lang: str, texts: Mapping[tuple[str, str, str], Sequence[str]], where: str, most: int
) -> Iterator[tuple[str, str]]:
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    slots: dict[str, list[str]] = {}
    for line in lines:
        if line.startswith("= "):
            name, values = line[2:].split(":", 1)
            slots[name.strip()] = [value.strip() for value in values.split("|")]
    label = ""
    for line in lines:
        if not line or line.startswith(("#", "= ")):
            continue
        if line.startswith("[") and line.endswith("]"):
            label = line[1:-1]
        else:
            named = _SLOT.findall(line)
            chance = random.Random(line)
            made = set()
            for _ in range(most if named else 1):
                prompt = line.replace("\\n", "\n")
                for name in named:
                    held = slots.get(name) or texts.get((lang, name, where)) or ()
                    if not held:
                        raise ValueError(f"{path.name}: nothing fills {{{name}}}")
                    prompt = prompt.replace(f"{{{name}}}", chance.choice(held), 1)
                made.add(prompt)
            for prompt in sorted(made):
                yield label, prompt
