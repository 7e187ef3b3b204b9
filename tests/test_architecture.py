"""The house: who may import whom, what loads late, what stays out."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# Lower layers first. A module may import its own package, and packages of lower layers; never a sibling.
LAYERS: list[set[str]] = [
    {"errors", "conversation", "columns", "progress", "markup", "workers"},
    {"sources", "formats", "metrics", "filters"},
    {"store", "serving"},
    {"passes"},
    {"building"},
    {"view"},
    {"queries", "scorecard", "dryrun"},
    {"gaps"},
    {"charts", "recipe"},
    {"export", "report"},
    {"cli", "ui"},
]
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
LATE = {"umap", "tiktoken", "plotly", "numba", "sklearn", "pandas"}


def modules() -> list[Path]:
    return sorted((ROOT / "explorer").rglob("*.py"))


def imports(path: Path, *, top_level_only: bool = False) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    nodes = tree.body if top_level_only else list(ast.walk(tree))
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found.add(node.module or "")
            if node.module == "explorer":
                found |= {f"explorer.{alias.name}" for alias in node.names}
    return found


def package_of(path: Path) -> str:
    parts = path.relative_to(ROOT / "explorer").parts
    return parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_go_down_the_layers_only(path: Path) -> None:
    own = package_of(path)
    if own in ("__init__", "__main__"):
        return
    assert own in LEVEL, f"{own} has no layer: add it to LAYERS"
    for name in imports(path):
        if name.startswith("explorer."):
            other = name.split(".")[1]
            if other in ("__version__", own):
                continue
            assert other in LEVEL, f"{path}: {name}"
            assert LEVEL[other] < LEVEL[own], f"{path}: {own} must not import {other}"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(ROOT)))
def test_only_ui_knows_streamlit_and_heavy_packages_load_late(path: Path) -> None:
    roots = {name.split(".")[0] for name in imports(path)}
    late = LATE
    if package_of(path) == "ui":
        late = LATE - {"pandas"}  # streamlit has loaded it already
    else:
        assert "streamlit" not in roots
    assert not late & {name.split(".")[0] for name in imports(path, top_level_only=True)}


def test_only_the_store_holds_duckdb_connections() -> None:
    users = {package_of(path) for path in modules() if "duckdb" in {n.split(".")[0] for n in imports(path)}}
    assert users <= {"store"}


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from explorer.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'streamlit','duckdb','pyarrow','tiktoken','umap','plotly','numba','numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip().endswith("[]")


def test_core_does_not_load_streamlit() -> None:
    code = "import sys, explorer.cli.verbs; print({'streamlit','umap','tiktoken','plotly'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "set()"


def test_pages_only_wire() -> None:
    for path in (ROOT / "pages").glob("*.py"):
        assert len(path.read_text("utf-8").splitlines()) <= 300, f"{path} has a job of its own"
