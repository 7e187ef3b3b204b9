"""The verb that serves the app: on this machine alone, or to others with a policy of what they may open and do."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from ipaddress import ip_address
from pathlib import Path

from explorer import serving
from explorer.cli.shared import write_json
from explorer.errors import ExplorerError, PolicyError
from explorer.serving import Policy

APP = Path(__file__).resolve().parents[2] / "app.py"
_LOCAL = ("127.0.0.1", "localhost", "::1")


def serve(options: argparse.Namespace) -> int:
    """Start the app, and stay until it is stopped."""
    policy = serving.make(options.root, options.name, options.read_only)
    hosts = _hosts(options, policy)
    first = _first(options.source, policy)
    command = [sys.executable, "-m", "streamlit", "run", str(APP), *_configuration(options, hosts), "--", *first]
    environment = {**os.environ, serving.VARIABLE: policy.as_text()}
    if options.json:
        write_json({"address": options.address, "port": options.port, "hosts": hosts, "datasets": policy.datasets()})
    sys.stdout.flush()
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
