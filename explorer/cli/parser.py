"""The parser of the whole command line, made from the list of verbs."""

from __future__ import annotations

import argparse
import difflib
import re
import sys
from typing import NoReturn

from explorer import __version__
from explorer.cli.verb import Verb
from explorer.cli.verbs import VERBS

_CHOICE = re.compile(r"invalid choice: '(?P<asked>[^']*)' \(choose from (?P<known>[^)]*)\)")

_DESCRIPTION = """Explore a dataset for supervised fine-tuning: what it holds, what is wrong with it, which rows are to blame.

A source is never changed. Layers of metrics are kept in a cache folder (EXPLORER_CACHE names another), so the
same bytes are read once. Every command takes --json for machines; progress goes to stderr."""

_EPILOG = """examples:
  python -m explorer open data.jsonl
  python -m explorer stats data.jsonl --where "dialect = 'alpaca'"
  python -m explorer check data.jsonl --kind general
  python -m explorer rows data.jsonl --where "response_tokens < 5" --columns row_id,prompt,response --limit 10
  python -m explorer export data.jsonl --drop "Empty: is_empty" --drop "Copies: is_exact_copy" --out clean.jsonl
  streamlit run app.py -- data.jsonl

exit codes: 0 done, 1 a gate or check failed, 2 bad input or usage"""


PROG = "python -m explorer"
"""What the command line is called where nothing shorter is installed; descriptions and examples say it."""


def verb_names() -> tuple[str, ...]:
    """All verbs, in the order of the help."""
    return tuple(verb.name for verb in VERBS)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=110)


class _Parser(argparse.ArgumentParser):
    """A parser whose mistakes name what was perhaps meant."""

    def error(self, message: str) -> NoReturn:
        """The usage, and one line; with near names of verbs, options and choices."""
        wrong = _CHOICE.search(message)
        if wrong:
            known = verb_names() if "VERB" in message else re.findall(r"'?([^\s',]+)'?", wrong["known"])
            asked, what = wrong["asked"], "verb" if "VERB" in message else "choice"
            if what == "verb":
                message = f"there is no verb '{asked}'; --help lists what there is"
        elif message.startswith("unrecognized arguments: "):
            asked = message.split(": ", 1)[1].split(" ")[0].split("=")[0]
            known = [option for verb in VERBS for option in _options(verb)] if asked.startswith("--") else []
        else:
            super().error(message)
        near = difflib.get_close_matches(asked, list(dict.fromkeys(known)), 2, 0.6)
        hint = f"\nhint: Did you mean {' or '.join(near)}?" if near else ""
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: error: {message}{hint}\n")


def _options(verb: Verb) -> list[str]:
    parser = argparse.ArgumentParser(add_help=False)
    verb.arguments(parser)
    return list(re.findall(r"--[a-z][a-z-]*", parser.format_help()))


def make_parser(prog: str = PROG) -> argparse.ArgumentParser:
    """The parser of all verbs; the parsed `verb` is the name of one, or None. prog: the name that help is to say."""
    epilog = _EPILOG if prog == PROG else _EPILOG.replace("streamlit run app.py --", prog).replace(PROG, prog)
    parser = _Parser(prog=prog, description=_DESCRIPTION, epilog=epilog, formatter_class=_Formatter)
    parser.add_argument("--version", action="version", version=f"explorer {__version__}")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB")
    for verb in VERBS:
        description = verb.description.replace(PROG, prog)
        own = verbs.add_parser(verb.name, help=verb.help, description=description, formatter_class=_Formatter)
        verb.arguments(own)
        own.add_argument("--json", action="store_true", help="the result as JSON on stdout")
    return parser
