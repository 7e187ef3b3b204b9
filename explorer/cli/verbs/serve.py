"""`serve`: the app, on this machine alone, or for others with a policy of what they may open and do."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tomllib
from dataclasses import replace
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from explorer import custom
from explorer.app_files import APP
from explorer.cli import arguments
from explorer.cli.verb import Verb
from explorer.errors import ExplorerError, PolicyError

if TYPE_CHECKING:
    from explorer.serving import Policy

_LOCAL = ("127.0.0.1", "localhost", "::1")
_AUTH = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")


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
    verb.add_argument(
        custom.FLAG,
        dest="python",
        type=arguments.python_file,
        action="append",
        default=[],
        metavar="FILE",
        help="compute the one function of this Python file on every row, as a column; nobody who only opens the app can add one "
        "(repeatable)",
    )
    verb.add_argument(
        "--login",
        type=Path,
        default=None,
        metavar="FILE",
        help="people log in: TOML with [auth] of your OpenID Connect provider",
    )
    verb.add_argument(
        "--viewer",
        action="append",
        default=[],
        metavar="EMAIL",
        help="with --login: may look; '*@example.org' for a domain (repeatable)",
    )
    verb.add_argument(
        "--reviewer",
        action="append",
        default=[],
        metavar="EMAIL",
        help="with --login: may also decide and download (repeatable)",
    )
    verb.add_argument(
        "--url",
        default="",
        help="the address by which others open it through a proxy, such as https://data.example.com/explorer: its host is allowed, its path "
        "is the app's base path, and links bear it",
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

    people = serving.people.make(options.viewer, options.reviewer)
    _check_login(options, people is not None)
    policy = serving.make(options.root, [_held(text) for text in options.name], options.read_only, people)
    hosts = _hosts(options, policy)
    first = _first(options.source, policy)
    # -P: modules are not looked for in the current folder, which may be one of data.
    command = [sys.executable, "-P", "-m", "streamlit", "run", str(APP), *_configuration(options, hosts), "--"]
    command += [*(f"{custom.FLAG}={file}" for file in options.python), *first]
    environment = {**os.environ, serving.VARIABLE: policy.as_text(), serving.URL: options.url.rstrip("/")}
    if options.json:
        names = replace(policy, people=None).datasets()
        write_json({"address": options.address, "port": options.port, "hosts": hosts, "datasets": names})
    sys.stdout.flush()
    return start(command, environment)


def _check_login(options: argparse.Namespace, are_named: bool) -> None:
    """ExplorerError where people are named who cannot log in, or can and are not named."""
    if options.login is None:
        if are_named:
            raise ExplorerError(
                "How do viewers and reviewers log in?",
                "Name the file of your provider: --login secrets.toml; docs/deploy.md has one.",
            )
        return
    if not are_named:
        raise ExplorerError(
            "Who may look, who may decide?", "Name them: --viewer '*@example.org' --reviewer anna@example.org."
        )
    if find_spec("authlib") is None:
        raise ExplorerError("--login needs the extra `login`.", "Install it: pip install 'sft-explorer[login]'")
    try:
        facts = tomllib.loads(options.login.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ExplorerError(f"{options.login} cannot be read.", "It is a TOML file with a section [auth].") from error
    auth = facts.get("auth")
    if missing := [name for name in _AUTH if not (isinstance(auth, dict) and auth.get(name))]:
        raise ExplorerError(f"{options.login} has no {missing[0]} in [auth].", "docs/deploy.md has an example.")


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
    replace(policy, people=None).locate(source)
    return list(source)


def _hosts(options: argparse.Namespace, policy: Policy) -> list[str]:
    """Names under which the app answers. ExplorerError where others could reach it and must not, or could not."""
    named = [host.strip().lower() for host in options.allow_host]
    if options.url:
        named.insert(0, _host_of(options.url))
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


def _host_of(url: str) -> str:
    """The host of an app's address. ExplorerError where it is none."""
    try:
        parts = urlsplit(url)
        is_one = parts.scheme in ("http", "https") and not parts.query and not parts.username
        if is_one and parts.hostname and parts.port != 0:  # a wrong port raises
            return parts.hostname
    except ValueError:
        pass
    raise ExplorerError(f"'{url}' is no address of an app.", "Write it as in --url https://data.example.com/explorer.")


def _configuration(options: argparse.Namespace, hosts: list[str]) -> list[str]:
    """Options of Streamlit."""
    words = ["--server.port", str(options.port), "--server.address", options.address, "--server.headless", "true"]
    # Told its name, Streamlit does not ask a server outside for this machine's address.
    words += ["--browser.serverAddress", hosts[0], "--browser.gatherUsageStats", "false"]
    if options.login is not None:
        words += ["--secrets.files", str(options.login.absolute())]
    if path := urlsplit(options.url).path.strip("/"):
        words += ["--server.baseUrlPath", path]
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
