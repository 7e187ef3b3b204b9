"""What a verb of the command line is."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass

DONE, FAILED, BAD_INPUT = 0, 1, 2
"""Exit codes: done; a gate or check failed; bad input or usage, with one clear line and a hint."""


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb: `python -m explorer NAME …`.

    help: its line in the list of verbs. description: what its own --help says above the options, with an example.
    arguments: adds its options to a parser; every verb has --json besides. run: does it, and gives the exit code; it
    imports what it needs itself, so that --help answers at once.
    """

    name: str
    help: str
    description: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]
