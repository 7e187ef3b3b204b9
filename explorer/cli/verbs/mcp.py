"""`mcp`: the tools for agents, over standard input and output."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from explorer.cli.verb import Verb

if TYPE_CHECKING:
    from mcp.server import MCPServer


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folder",
        nargs="*",
        metavar="FOLDER",
        help="only sources below these folders; without any, whatever you can read",
    )


def _run(options: argparse.Namespace) -> int:
    from explorer import agents
    from explorer.cli.shared import write_json

    made = agents.server(options.folder)
    if options.json:
        write_json({"tools": list(agents.NAMES), "folders": options.folder})
        return 0
    start(made)
    return 0


def start(made: MCPServer) -> None:
    """Answer over standard input and output until the other side ends."""
    made.run("stdio")


MCP = Verb(
    name="mcp",
    help="a server for agents (Model Context Protocol), for looking alone",
    description="Speaks the Model Context Protocol over standard input and output. Its tools are open, columns, stats, rows, check, sql and "
    "compare; they give what the verbs give, and change nothing; --json lists them and ends. AGENTS.md shows how it is set up. Needs the extra mcp.\n\n"
    "example:\n  python -m explorer mcp /srv/datasets",
    arguments=_arguments,
    run=_run,
)
