"""The command line: whatever the app can do, repeated to the byte."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from explorer.cli.parser import PROG, make_parser
from explorer.cli.terminal import discard_output, inert, inert_streams
from explorer.cli.verb import BAD_INPUT, DONE
from explorer.cli.verbs import VERBS
from explorer.errors import BuildCancelled, ExistsError, ExplorerError

_INTERRUPTED = 130  # what shells report for Ctrl-C


def _note(line: str) -> None:
    print(f"note: {inert(line)}", file=sys.stderr)


def main(arguments: Sequence[str] | None = None, prog: str = PROG) -> int:
    """Run one command; its exit code. prog: what the user calls it by, which help and mistakes name."""
    with inert_streams():
        return _main(arguments, prog)


def _main(arguments: Sequence[str] | None, prog: str) -> int:
    parser = make_parser(prog)
    options = parser.parse_args(arguments)
    if options.verb is None:
        parser.print_help()
        return DONE
    # Imported late, so that --help answers at once.
    from explorer import checksums

    checksums.listen(_note)
    verb = next(verb for verb in VERBS if verb.name == options.verb)
    code = DONE
    try:
        code = verb.run(options)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        print("error: stopped. Finished parts of a build are kept.", file=sys.stderr)
        return _INTERRUPTED
    except BrokenPipeError:
        # The reader of our output (head, less) has seen enough. A verb that had ended keeps its outcome.
        discard_output()
        return code
    except Exception as error:  # the boundary: a user is never shown a traceback unless they ask for it
        from explorer.store.cache import foreseen

        told = foreseen(error)
        if told is None:
            return _defect(error)
        print_error(told)
        return _INTERRUPTED if isinstance(error, BuildCancelled) else BAD_INPUT


def print_error(error: ExplorerError) -> None:
    """One clear line, and a hint where there is one."""
    hint = "Choose another name, or say --overwrite." if isinstance(error, ExistsError) else error.hint
    print(f"error: {inert(error.message)}", file=sys.stderr)
    if hint:
        print(f"hint: {inert(hint)}", file=sys.stderr)


def _defect(error: Exception) -> int:
    if os.environ.get("EXPLORER_DEBUG"):
        raise error
    print(f"error: this is a defect of the explorer: {type(error).__name__}: {inert(str(error))}", file=sys.stderr)
    print("hint: set EXPLORER_DEBUG=1 and run again for the details of a bug report.", file=sys.stderr)
    return BAD_INPUT
