"""Options that several verbs have, and the types of their values."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from pathlib import Path

from explorer import custom, saved_queries, steps
from explorer.app_files import source_name
from explorer.errors import FilterError
from explorer.trainers import BY_NAME, TEMPLATES

_SOURCE_HELP = (
    "files, folders or globs: JSONL, JSON, Parquet, CSV/TSV or text, also gz, zst, bz2, xz; hf://datasets/…, s3://, gs:// and https:// with the "
    "extra `remote`; the word `sample` for the "
    "shipped one (./sample for a file of that name)"
)
_MAP_HELP = (
    'which fields play which parts, where detection is unsure: "prompt=q,response=a,system=s", '
    '"messages=talk,turn_role=who,turn_text=said"; a field may be a path ("meta.answers.0.text"); parts: system, prompt, input, '
    "response, reasoning, chosen, rejected, reference, history, messages, turn_role, turn_text, tools, images, label, text; "
    '"auto" forgets a remembered mapping'
)
WHERE_HELP = 'SQL expression over the columns, such as "total_tokens > 4096 AND NOT is_empty"'
_DROP_HELP = (
    'take out the rows for which CONDITION holds: "Refusals: is_refusal -- they spread"; a condition without NAME names itself; '
    "repeat it for further steps, in order"
)

_COLUMN_HELP = (
    'a column of your own, for conditions and all else: an SQL expression over the others, "ratio=response_tokens / prompt_tokens" '
    "(repeatable)"
)


def listed(words: Iterable[str], last: str) -> str:
    """Words as a sentence lists them: `a, b or c`, where `last` is "or"."""
    *first, end = words
    return f"{', '.join(first)} {last} {end}" if first else end


TRAINER_NAMES = listed(BY_NAME, "or")


def source(parser: argparse.ArgumentParser, nargs: str = "+") -> None:
    """The dataset, and how it is read."""
    parser.add_argument("source", nargs=nargs, type=source_name, metavar="SOURCE", help=_SOURCE_HELP)
    reading(parser)


def reading(parser: argparse.ArgumentParser) -> None:
    """How a dataset is read."""
    parser.add_argument("--map", dest="mapping", default="", metavar="PART=FIELD,…", help=_MAP_HELP)
    parser.add_argument("--encoding", default="o200k_base", help="tokeniser: o200k_base (default) or cl100k_base")
    parser.add_argument("--quiet", action="store_true", help="no progress on stderr")


def where(parser: argparse.ArgumentParser, does: str) -> None:
    """The focus. does: what it does in this verb, as its help begins."""
    parser.add_argument("--where", default="", metavar="SQL", help=f"{does}: {WHERE_HELP}")


def drops(parser: argparse.ArgumentParser) -> None:
    """What is taken out: steps, and decisions by hand."""
    parser.add_argument(
        "--drop", dest="drops", type=step, action="append", default=[], metavar="NAME: CONDITION", help=_DROP_HELP
    )
    parser.add_argument(
        "--no-decisions",
        dest="by_hand",
        action="store_false",
        help="as if nobody had dropped, kept or corrected a row by hand",
    )
    own_columns(parser)


def own_columns(parser: argparse.ArgumentParser) -> None:
    """Columns of the user's own."""
    parser.add_argument(
        "--column", dest="custom", type=_column, action="append", default=[], metavar="NAME=EXPR", help=_COLUMN_HELP
    )
    parser.add_argument(
        custom.FLAG,
        dest="python",
        type=_python,
        action="append",
        default=[],
        metavar="FILE",
        help="run the one function of this Python file on every row, as a column of its name: def f(row) -> int; this is the only way in "
        "for code (repeatable)",
    )


def _column(text: str) -> custom.CustomColumn:
    try:
        return custom.read(text)
    except FilterError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _python(text: str) -> custom.CustomColumn:
    try:
        return custom.read_file(Path(text))
    except FilterError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def python_file(text: str) -> str:
    """The absolute path of a file with a Python column."""
    _python(text)
    return str(Path(text).absolute())


def saved_query(text: str) -> saved_queries.SavedQuery:
    """A saved query."""
    try:
        return saved_queries.read(text)
    except FilterError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def step(text: str) -> steps.Step:
    """A drop step."""
    try:
        return steps.read(text)
    except FilterError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def profile(parser: argparse.ArgumentParser) -> None:
    """The thresholds of the scorecard."""
    parser.add_argument(
        "--kind", default="general", choices=("general", "vertical", "reasoning"), help="kind of dataset (general)"
    )
    parser.add_argument(
        "--profile", type=Path, default=None, metavar="FILE", help="TOML file of thresholds that differ"
    )


def trainer(parser: argparse.ArgumentParser, default: str, help: str) -> None:
    """A trainer, and how it is set up."""
    parser.add_argument("--trainer", default=default, metavar="NAME", help=help)
    parser.add_argument("--max-length", type=natural, default=4096, metavar="N", help="tokens of a row (4096)")
    first, *others = TEMPLATES
    parser.add_argument(
        "--template",
        default=first,
        metavar="NAME",
        help=f"chat template: {listed((f'{first} (default)', *others), 'or')}",
    )


def overwrite(parser: argparse.ArgumentParser) -> None:
    """Leave to replace a file."""
    parser.add_argument("--overwrite", action="store_true", help="replace an existing file")


def job(parser: argparse.ArgumentParser) -> None:
    """The background job that the app runs the verb as; not for people."""
    parser.add_argument("--job", default="", help=argparse.SUPPRESS)


def names(text: str) -> list[str]:
    """A comma-separated list; a name with a comma stands in double quotes."""
    found = [
        quoted.replace('""', '"') or bare.strip() for quoted, bare in re.findall(r'"((?:[^"]|"")*)"|([^,"]+)', text)
    ]
    return [name for name in found if name]


def price(text: str) -> float:
    """A price in US dollars."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number < 1e6:
        raise argparse.ArgumentTypeError(f"'{text}' is not a price in US dollars")
    return number


def port(text: str) -> int:
    """A port to listen on; 0 for any that is free."""
    if text.isascii() and text.isdigit() and int(text[:6]) < 65_536:
        return int(text)
    raise argparse.ArgumentTypeError(f"'{text}' is not a port, 0 to 65535")


def positive(text: str) -> int:
    """A whole number of 1 or more."""
    if (number := natural(text)) == 0:
        raise argparse.ArgumentTypeError("'0' is not a whole number of 1 or more")
    return number


def natural(text: str) -> int:
    """A whole number of 0 or more."""
    try:
        number = int(text)
    except ValueError:
        number = -1
    if number < 0:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number of 0 or more")
    return number
