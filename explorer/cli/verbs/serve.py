"""`serve`: the app, on this machine alone, or for others with a policy of what they may open and do."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from ipaddress import ip_address
from typing import TYPE_CHECKING

from explorer.app_files import APP
from explorer.cli import arguments
from explorer.cli.verb import Verb
from explorer.errors import ExplorerError, PolicyError

if TYPE_CHECKING:
    from explorer.serving import Policy

_LOCAL = ("127.0.0.1", "localhost", "::1")


def _arguments(verb: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    verb.add_argument(
        "source", nargs="*", metavar="SOURCE", help="what the app opens on; default: the sample, or the first dataset"
    )
    verb.add_argument(
        "--root", action="append", default=[], metavar="DIR", help="only datasets below this folder (repeatable)"
    )
    verb.add_argument(
        "--name",
        action="append",
        default=[],
        metavar="NAME=PATH",
        help="a dataset to show under a name (repeatable); of an address, what is there now",
    )
    verb.add_argument(
        "--read-only",
        action="store_true",
        help="datasets by name only, no path is shown, nothing is written, uploaded or sent anywhere; browsers may download rows",
    )
    verb.add_argument("--port", type=arguments.port, default=8501, metavar="N", help="port to listen on (8501)")
    verb.add_argument(
        "--address", default="127.0.0.1", metavar="IP", help="address to listen on (127.0.0.1: this machine alone)"
    )
    verb.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="a name by which browsers ask for the app, such as that of a proxy in front of it (repeatable)",
    )


def _run(options: argparse.Namespace) -> int:
    """Start the app, and stay until it is stopped."""
    from explorer import serving
    from explorer.cli.shared import write_json

    policy = serving.make(options.root, [_held(text) for text in options.name], options.read_only)
    hosts = _hosts(options, policy)
    first = _first(options.source, policy)
    # -P: modules are not looked for in the current folder, which may be one of data.
    command = [sys.executable, "-P", "-m", "streamlit", "run", str(APP), *_configuration(options, hosts), "--", *first]
    environment = {**os.environ, serving.VARIABLE: policy.as_text()}
    if options.json:
        write_json({"address": options.address, "port": options.port, "hosts": hosts, "datasets": policy.datasets()})
    sys.stdout.flush()
    return start(command, environment)


def _held(text: str) -> str:
    """NAME=PATH, of an address its copy in the cache: viewers open what was read now, and nothing elsewhere."""
    from explorer import remote
    from explorer.cli.terminal import progress_line
    from explorer.store import Cache

    name, _, path = text.partition("=")
    if not remote.is_address(path):
        return text
    with progress_line() as report:
        return f"{name}={remote.fetch(Cache.default().root, path, report)}"


def start(command: list[str], environment: dict[str, str]) -> int:
    """Become the server, where a process can; else wait for it. Its exit code."""
    if sys.platform != "win32":
        os.execve(sys.executable, command, environment)  # noqa: S606 - signals reach the server itself
    return subprocess.call(command, env=environment)  # noqa: S603 (our own interpreter and app, no shell)


def _first(source: list[str], policy: Policy) -> list[str]:
    """Absolute, since the options of the server stand before them; checked, so that a slip is told at once."""
    if not source:
        return []
    policy.locate(source)
    return list(source)


def _hosts(options: argparse.Namespace, policy: Policy) -> list[str]:
    """Names under which the app answers. ExplorerError where others could reach it and must not, or could not."""
    named = [host.strip().lower() for host in options.allow_host]
    if bad := next((host for host in named if not host or any(char in host for char in "/:@ *")), None):
        raise ExplorerError(f"'{bad}' is not the name of a host.", "Write it as in --allow-host data.example.com.")
    if options.address in _LOCAL and not named:
        return list(_LOCAL)
    if not policy.is_limited:
        raise PolicyError(
            "Others could open every file of this machine.",
            "Say what they may open: --root DIR or --name NAME=PATH, and --read-only for looking alone.",
        )
    try:
        address = ip_address("127.0.0.1" if options.address == "localhost" else options.address)
    except ValueError as error:
        raise ExplorerError(f"'{options.address}' is no IP address.", "Write it as in --address 0.0.0.0.") from error
    if address.is_unspecified and not named:
        raise ExplorerError(
            "By which name will others ask for the app?",
            "Say it: --allow-host data.example.com, or the machine's address.",
        )
    reached = [] if address.is_unspecified else [str(address)]
    return list(dict.fromkeys([*named, *reached, *_LOCAL]))


def _configuration(options: argparse.Namespace, hosts: list[str]) -> list[str]:
    """Options of Streamlit."""
    words = ["--server.port", str(options.port), "--server.address", options.address, "--server.headless", "true"]
    # Told its name, Streamlit does not ask a server outside for this machine's address.
    words += ["--browser.serverAddress", hosts[0], "--browser.gatherUsageStats", "false"]
    for host in hosts:
        words += ["--server.allowedHosts", host]
    return words


SERVE = Verb(
    name="serve",
    help="start the app, for this machine or for others",
    description="On this machine alone it opens whatever you name. --root and --name say what others may open; with --read-only they look "
    "at named datasets, filter them and download rows, and can do nothing else. Behind a proxy, --allow-host names the host "
    "that browsers ask for.\n\nexamples:\n  python -m explorer serve data.jsonl\n"
    "  python -m explorer serve --read-only --root /srv/datasets --address 0.0.0.0 --allow-host data.example.com\n"
    "  python -m explorer serve --read-only --name pilot=/srv/pilot/train.jsonl --allow-host data.example.com",
    arguments=_arguments,
    run=_run,
)
