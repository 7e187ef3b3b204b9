"""`sft-explorer`: opens the app on the files that it is given, or runs a verb of the command line."""

from __future__ import annotations

import argparse
import difflib
import os
import re
import sys
from collections.abc import Sequence
from typing import NoReturn

from explorer import __version__, app_files, cli, custom
from explorer.app_files import SAMPLE_WORD, source_name
from explorer.cli.arguments import port, python_file
from explorer.cli.parser import verb_names
from explorer.errors import ExplorerError, SourceError

_PROG = "sft-explorer"

_DESCRIPTION = """Opens the app on your data in the browser, or runs a verb of the command line.

  sft-explorer data.jsonl 'more/*.parquet'    the app, on these files
  sft-explorer sample                         the app, on a small sample (as without any source)
  sft-explorer VERB data.jsonl ...            the command line, the same as python -m explorer VERB"""

_EPILOG = """verbs: {verbs}
  `sft-explorer VERB --help` says what a verb does.

The app listens on this machine only. To let others look: sft-explorer serve --help
A verb and the word `sample` win over a file of that name: write ./stats to open a file called stats.
Settings of Streamlit are passed on: --server.maxUploadSize 4000.

exit codes: 0 done, 1 a gate or check failed, 2 bad input or usage"""

_SETTING = re.compile(r"--[a-z]+(\.[a-zA-Z]+)+(?P<value>=.*)?", re.DOTALL)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One line and a hint, as all other mistakes get."""
        raise ExplorerError(f"{message[:1].upper()}{message[1:]}.", "sft-explorer --help shows what there is.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; its exit code. Opening the app returns when its server ends.

    arguments: the words after the command's name; those of this process by default.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words and words[0] in verb_names():
        return cli.main(words, _PROG)
    try:
        command = streamlit_command(words)
    except ExplorerError as error:
        cli.print_error(error)
        return cli.BAD_INPUT
    # In this process: `python -m streamlit` would look for modules in the folder it is called from, which holds data.
    from streamlit.web.cli import main as streamlit

    streamlit(command, prog_name="streamlit")
    return cli.DONE


def streamlit_command(words: Sequence[str]) -> list[str]:
    """Streamlit's arguments that open the app as `words` ask for it.

    Raises SourceError where a source names no file, ExplorerError where the usage is wrong, SystemExit after --help.
    """
    rest, settings = _settings(words)
    if any(word.partition("=")[0] == "--address" for word in rest):
        raise ExplorerError(
            "This opens the app for this machine only.",
            "To let others look: sft-explorer serve --root DIR --address 0.0.0.0 --allow-host NAME",
        )
    options = _make_parser().parse_args(rest)
    if options.port is not None:
        settings += ["--server.port", str(options.port)]
    if options.no_browser:
        settings += ["--server.headless", "true"]
    flags = [f"{custom.FLAG}={file}" for file in options.python]
    return ["run", *settings, str(app_files.APP), "--", *flags, *_sources(options.source)]


def _settings(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The words without those that set an option of Streamlit (`--section.name VALUE`), and those."""
    rest: list[str] = []
    settings: list[str] = []
    coming = iter(words)
    for word in coming:
        setting = _SETTING.fullmatch(word)
        if word == "--":
            rest += [word, *coming]
        elif setting is None:
            rest.append(word)
        elif setting["value"] is not None:
            settings.append(word)
        else:
            value = next(coming, None)
            if value is None or value.startswith("--"):
                raise ExplorerError(f"{word} has no value.", f"Write it behind: {word} VALUE.")
            settings += [word, value]
    return rest, settings


def _make_parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog=_PROG,
        usage="sft-explorer [SOURCE ...] [--port N] [--no-browser]\n       sft-explorer VERB ...",
        description=_DESCRIPTION,
        epilog=_EPILOG.format(verbs=", ".join(verb_names())),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("source", nargs="*", metavar="SOURCE", help="files, folders or globs; none for the sample")
    parser.add_argument(
        "--port", type=port, metavar="N", help="of the app's server (8501, or the next that is free; 0 for any)"
    )
    parser.add_argument(
        custom.FLAG,
        dest="python",
        type=python_file,
        action="append",
        default=[],
        metavar="FILE",
        help="compute the one function of this Python file on every row, as a column (repeatable)",
    )
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    parser.add_argument("--version", action="version", version=f"sft-explorer {__version__}")
    return parser


def _sources(named: Sequence[str]) -> list[str]:
    """The sources as the app takes them, none for the sample. Raises SourceError where one names no file."""
    if list(named) in ([], [SAMPLE_WORD]):
        return []
    from explorer.sources import locate

    found = [source_name(name) for name in named]
    for name in found:
        try:
            locate([name])
        except SourceError as error:
            verb = difflib.get_close_matches(name, verb_names(), 1, 0.7)
            if not verb:
                raise
            raise SourceError(
                error.message, f"Did you mean the verb? It comes first: sft-explorer {verb[0]} ..."
            ) from error
    # The app takes a word with a dash in front for an option.
    return [os.path.join(os.curdir, name) if name.startswith("-") else name for name in found]  # noqa: PTH118


if __name__ == "__main__":
    sys.exit(main())
