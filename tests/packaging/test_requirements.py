"""pyproject.toml and the files of requirements say the same, and the version is told once."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import explorer
from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def held(lines: list[str]) -> dict[str, str]:
    """Versions by package, of requirements as they stand in a file or a list."""
    wanted = [Requirement(text) for line in lines if (text := line.split("#")[0].strip()) and not text.startswith("-")]
    found = {one.name.lower(): str(one.specifier) for one in wanted}
    assert len(found) == len(wanted), "a package stands there twice"
    return found


def in_file(path: Path) -> dict[str, str]:
    return held(path.read_text("utf-8").splitlines())


def test_dependencies_are_those_of_requirements_txt() -> None:
    assert held(PROJECT["dependencies"]) == in_file(ROOT / "requirements.txt")


@pytest.mark.parametrize("extra", ["models", "ray", "mcp", "remote", "login", "dev"])
def test_extras_are_those_of_their_file(extra: str) -> None:
    assert held(PROJECT["optional-dependencies"][extra]) == in_file(ROOT / f"requirements-{extra}.txt")


def test_development_starts_from_the_run_time() -> None:
    assert "-r requirements.txt" in (ROOT / "requirements-dev.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize(
    "name",
    [
        "requirements.txt",
        "requirements-models.txt",
        "requirements-ray.txt",
        "requirements-mcp.txt",
        "requirements-remote.txt",
        "requirements-login.txt",
        "requirements-dev.txt",
    ],
)
def test_every_requirement_has_a_bound(name: str) -> None:
    assert all(in_file(ROOT / name).values())


def test_the_version_stands_in_one_place() -> None:
    assert "version" in PROJECT["dynamic"] and "version" not in PROJECT
    texts = [(ROOT / "explorer" / "__init__.py").read_text("utf-8"), (ROOT / "pyproject.toml").read_text("utf-8")]
    assert [text.count(f'"{explorer.__version__}"') for text in texts] == [1, 0]
