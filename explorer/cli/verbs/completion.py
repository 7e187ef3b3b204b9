"""`completion`: the script that completes verbs, options and files in a shell."""

from __future__ import annotations

import argparse

from explorer.cli.verb import Verb

_SHELLS = ("bash", "zsh", "fish")
_PROG = "sft-explorer"


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", choices=_SHELLS, help="bash, zsh or fish")


def _run(options: argparse.Namespace) -> int:
    import shtab

    from explorer.cli.parser import make_parser
    from explorer.cli.shared import write_json

    parser = make_parser(_PROG)
    script = shtab.complete(parser, options.shell)
    if options.json:
        write_json({"shell": options.shell, "script": script})
    else:
        print(script)
    return 0


COMPLETION = Verb(
    name="completion",
    help="a script that completes verbs and options in your shell",
    description="Prints the script. For bash: sft-explorer completion bash > ~/.local/share/bash-completion/completions/sft-explorer; for zsh "
    "into a file _sft-explorer of a folder of fpath; for fish into ~/.config/fish/completions/sft-explorer.fish.\n\n"
    "example:\n  python -m explorer completion bash",
    arguments=_arguments,
    run=_run,
)
