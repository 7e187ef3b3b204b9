"""What the people who use the app may open, write and start: one policy, asked by every place that does so.

By default everything is allowed: the app runs on a person's own machine. `sft-explorer serve` narrows it to folders
(`--root`), to named datasets (`--name`) and, with `--read-only`, to looking. The policy reaches the server in an environment
variable and never changes while it runs.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from explorer import sources
from explorer.errors import PolicyError, SourceError
from explorer.serving import paths
from explorer.serving.people import People, Role
from explorer.sources.locate import is_data_file, natural
from explorer.sources.records import printable

VARIABLE = "EXPLORER_SERVE"
URL = "EXPLORER_URL"
"""The variable that holds the address by which others open the app, where it was said."""

Action = Literal[
    "write",
    "upload",
    "clear",
    "map fields",
    "choose a map",
    "send",
    "steer builds",
    "choose a tokeniser",
    "decide",
    "download",
]
"""What a person can do besides looking."""

_SAID: dict[Action, str] = {
    "write": "Nothing is written on the server of a shared app.",
    "upload": "Nothing can be uploaded to a shared app.",
    "clear": "The cache of a shared app is not cleared from here.",
    "map fields": "How fields are read is not changed in a shared app.",
    "choose a map": "The map of a shared app is drawn by the bundled encoder.",
    "send": "A shared app sends no rows to an endpoint.",
    "steer builds": "What a shared app computes is not stopped or resumed from here.",
    "decide": "Decisions are not made in a shared app.",
    "download": "Reviewers may download rows; viewers look at them here.",
    "choose a tokeniser": "The tokeniser of a shared app is not changed.",
}
_REVIEWERS: tuple[Action, ...] = ("decide", "download")
"""What reviewers can do besides looking; viewers can do nothing else."""
_ASK = "Ask whoever shares it."
_LISTED = 500  # names that a list shows


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may do what. roots: folders that datasets may lie in, any where there are none. names: (name, path) of datasets.

    read_only: only datasets that have a name are shown, under that name, and nothing is changed. uploads: the folder that
    uploaded files are kept in, which may be opened by their full path. people: who may do what, None where nobody has to log in.
    role: of the person that is asked for, where people have to.
    """

    roots: tuple[Path, ...] = ()
    names: tuple[tuple[str, Path], ...] = ()
    read_only: bool = False
    uploads: Path | None = None
    people: People | None = None
    role: Role = "nobody"

    def of(self, email: str) -> Policy:
        """The policy for somebody who has logged in by this address, "" for nobody. The same one where nobody has to."""
        return self if self.people is None else replace(self, role=self.people.role(email))

    @property
    def is_limited(self) -> bool:
        """Whether some paths may not be opened."""
        return bool(self.roots or self.names or self.read_only)

    # ---- what may be done ----

    def may(self, action: Action) -> bool:
        """Whether a person may do that."""
        if self.people is not None:
            return self.role == "reviewer" and action in _REVIEWERS
        return not self.read_only or action == "download"

    def require(self, action: Action) -> None:
        """PolicyError where a person may not do that."""
        if not self.may(action):
            raise PolicyError(_SAID[action], _ASK)

    def require_inside(self, path: Path) -> None:
        """PolicyError where a file that is to be read or written lies outside of the roots."""
        if self.is_limited and not paths.is_inside(path, self._bases()):
            raise PolicyError("That path lies outside of the folders that this app may use.", self._where())

    # ---- what may be opened ----

    def locate(self, source: Sequence[str]) -> list[Path]:
        """The files of a source: paths, folders and globs, or the name of a dataset where those are not to be seen.

        PolicyError for what may not be opened, without a look at it; SourceError for what cannot be.
        """
        self._require_person()
        if not self.is_limited:
            return sources.locate(source)
        patterns, bases = self._allowed(source)
        found = sources.locate(patterns)
        if not all(paths.is_inside(path, bases) for path in found):
            raise PolicyError("It leads to files outside of the folders that this app may use.", self._where())
        return found

    def may_open(self, source: Sequence[str]) -> bool:
        """Whether the policy, whatever lies there, lets a source be opened."""
        if not self.is_limited:
            return True
        try:
            self._require_person()
            self._allowed(source)
        except PolicyError:
            return False
        return True

    def _require_person(self) -> None:
        if self.people is not None and self.role == "nobody":
            raise PolicyError("This app is open to those who are named.", _ASK)

    def _allowed(self, source: Sequence[str]) -> tuple[list[str], list[Path]]:
        """(patterns to look for, folders that their files must lie in)."""
        if not self.read_only:
            named = dict(self.names)
            patterns = [str(named.get(pattern, pattern)) for pattern in source]
            bases = self._bases()
            for pattern in patterns:
                if self._is_upload(pattern):
                    bases.append(Path(pattern))
                elif not paths.is_inside(paths.fixed_part(pattern), bases):
                    said = f"{printable(pattern)[:200]} lies outside of the folders that this app may use."
                    raise PolicyError(said, self._where())
            return patterns, bases
        if len(source) != 1:
            raise PolicyError("One dataset is shown at a time.", "Choose one in the side bar.")
        for name, path in self.names:
            if name == source[0]:
                return [str(path)], [paths.base(path)]
        target = self._in_roots(source[0])
        if target is None:
            raise PolicyError(f"There is no dataset named {printable(source[0])[:200]}.", "Choose one in the side bar.")
        return [str(target)], list(self.roots)

    def _bases(self) -> list[Path]:
        return [*self.roots, *(paths.base(path) for _, path in self.names)]

    def _is_upload(self, pattern: str) -> bool:
        """Whether this is the full path of an uploaded file. It holds the content's digest, so that nobody finds another's."""
        path = Path(pattern)
        kept = path.parent.parent == self.uploads and re.fullmatch(r"[0-9a-f]{16}", path.parent.name) is not None
        return kept and path.is_file()

    def _in_roots(self, name: str) -> Path | None:
        """The data file or folder of this name; None where there is none, or it is not one that is shown."""
        parts = name.split("/")
        if (
            any(not part or part.startswith((".", "_", "~")) or not part.isprintable() for part in parts)
            or "\\" in name
        ):
            return None
        for label, root in self._labels():
            if label and parts[0] != label:
                continue
            target = root.joinpath(*(parts[1:] if label else parts))
            if paths.is_inside(target, [root]) and (paths.is_folder(target) or is_data_file(target)):
                return target
        return None

    def _labels(self) -> list[tuple[str, Path]]:
        """(what the names of a root begin with, the root): nothing where there is only one."""
        if len(self.roots) < 2:
            return [("", root) for root in self.roots]
        shown = [root.name or "root" for root in self.roots]
        return [
            (name if shown.index(name) == place else f"{name} ({place + 1})", root)
            for place, (name, root) in enumerate(zip(shown, self.roots, strict=True))
        ]

    def _where(self) -> str:
        if self.read_only:
            return _ASK
        return f"It may use {', '.join(printable(str(root)) for root in self.roots) or 'named datasets only'}."

    # ---- what is shown ----

    def datasets(self) -> list[str]:
        """Names of the datasets that can be opened by name, at most 500."""
        if self.people is not None and self.role == "nobody":
            return []
        found = [name for name, _ in self.names]
        for label, root in self._labels():
            found += [f"{label}/{name}" if label else name for name in self._listed(root)]
        return list(dict.fromkeys(found))[:_LISTED]

    def first(self) -> list[str]:
        """What is opened where nobody has said what; empty where there is nothing."""
        if self.read_only or self.names:
            return self.datasets()[:1]
        return [str(root / name) for root in self.roots for name in self._listed(root)[:1]][:1]

    def _listed(self, root: Path) -> list[str]:
        return sorted(islice(paths.below(root), _LISTED), key=lambda name: natural(Path(name)))

    def shown(self, text: str, *folders: Path) -> str:
        """A message without the paths of this machine where they are not to be seen. folders: others that it may name."""
        if not self.read_only:
            return text
        for name, path in self.names:
            text = text.replace(str(path), name)
        known = [*self.roots, *(path.parent for _, path in self.names)]
        for path in sorted(
            (path for path in (*known, *folders) if len(path.parts) > 1), key=lambda path: -len(str(path))
        ):
            # What a viewer knows by name keeps that name; of other folders nothing is told.
            text = re.sub(re.escape(str(path)) + (r"/?" if path in known else r"[^\s,]*"), "", text)
        return text

    # ---- on its way to the server ----

    def as_text(self) -> str:
        """The policy for the environment variable."""
        return json.dumps(
            {
                "roots": [str(root) for root in self.roots],
                "names": [[name, str(path)] for name, path in self.names],
                "read_only": self.read_only,
                "people": [list(self.people.viewers), list(self.people.reviewers)] if self.people is not None else None,
            }
        )


def make(roots: Sequence[str], names: Sequence[str], read_only: bool, people: People | None = None) -> Policy:
    """The policy that options of a command line ask for. names: NAME=PATH each. ExplorerError where they make no sense."""
    if read_only and not (roots or names):
        raise PolicyError(
            "Nothing was named that may be shown.", "Name a folder with --root, or a dataset with --name."
        )
    if people is not None and not read_only:
        raise PolicyError("Viewers and reviewers are of a shared app.", "Add --read-only.")
    folders = []
    for root in roots:
        folder = Path(os.path.realpath(Path(root).expanduser()))
        if not folder.is_dir():
            raise SourceError(f"{printable(root)} is not a folder.", "--root takes a folder of datasets.")
        folders.append(folder)
    pairs: dict[str, Path] = {}
    for text in names:
        name, equals, path = text.partition("=")
        name = name.strip()
        if not equals or not name or not path or not name.isprintable():
            raise PolicyError(f"{printable(text)} names no dataset.", "Write --name NAME=PATH.")
        if name in pairs:
            raise PolicyError(f"The name {name} is given twice.", "Every dataset has a name of its own.")
        sources.locate([path])
        pairs[name] = Path(os.path.abspath(Path(path).expanduser()))  # noqa: PTH100 - resolve() would lose a link's name
    return Policy(tuple(dict.fromkeys(folders)), tuple(pairs.items()), read_only, people=people)


def from_text(text: str) -> Policy:
    """The policy of an environment variable. PolicyError where it is none: nothing is allowed by mistake."""
    try:
        facts: dict[str, Any] = json.loads(text)
        roots = tuple(Path(os.path.realpath(root)) for root in facts["roots"])
        names = tuple((str(name), Path(path)) for name, path in facts["names"])
        held = facts.get("people")
        people = None if held is None else People(*(tuple(map(str, words)) for words in held))
        return Policy(roots, names, bool(facts["read_only"]), people=people)
    except (ValueError, TypeError, KeyError) as error:
        raise PolicyError(
            f"The variable {VARIABLE} holds no policy.", "Unset it, or start with: sft-explorer serve"
        ) from error


@lru_cache(maxsize=1)
def current() -> Policy:
    """The policy of this process: read once. Everything is allowed where nobody asked for less."""
    text = os.environ.get(VARIABLE)
    return from_text(text) if text else Policy()
