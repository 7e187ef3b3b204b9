"""The house: who may import whom, what loads late, what stays out."""

from __future__ import annotations

import ast
import functools
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.metrics import METRICS, Metric
from explorer.ui.app.shell import PAGES, Page

ROOT = Path(__file__).resolve().parents[1]

# Lower layers first. A module may import its own package, and packages of lower layers; never a sibling.
LAYERS: list[set[str]] = [
    {"media", "words"},
    {
        "errors",
        "conversation",
        "columns",
        "progress",
        "markup",
        "workers",
        "app_files",
        "evenness",
        "effects",
        "labels",
        "families",
    },
    {"files", "exchange", "endpoints", "background"},
    {"decisions"},
    {"checksums"},
    {"trainers"},
    {"sources", "formats", "metrics", "filters"},
    {"steps", "custom", "saved_queries", "remote"},
    {"store", "serving"},
    {"passes"},
    {"building"},
    {"view"},
    {"diversity"},
    {"queries", "scorecard", "dryrun"},
    {"gaps", "contamination", "norms", "compare"},
    {"choosing"},
    {"charts", "recipe", "learn"},
    {"export", "report", "gate"},
    {"judge", "card"},
    {"library"},
    {"agents"},
    {"cli", "ui"},
    {"launcher"},
]
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
LONG = {
    "scorecard/points.py",  # one registry of points; it grows with what the scorecard says
    "ui/browse/reader.py",
    "queries/numeric.py",
    "filters/check.py",
    "scorecard/measures.py",
}
"""Modules over 300 lines. This list only shrinks: what is new and long is cut by job."""

LATE = {"umap", "tiktoken", "plotly", "numba", "sklearn", "pandas"}


@functools.cache
def modules() -> list[Path]:
    return sorted((ROOT / "explorer").rglob("*.py"))


@functools.cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@functools.cache
def imports(path: Path, *, top_level_only: bool = False) -> set[str]:
    tree = tree_of(path)
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


@pytest.mark.parametrize("own", sorted(set(map(package_of, modules())) - {"__init__", "__main__"}))
def test_imports_go_down_the_layers_only(own: str) -> None:
    assert own in LEVEL, f"{own} has no layer: add it to LAYERS"
    for path in modules():
        for name in imports(path) if package_of(path) == own else ():
            if name.startswith("explorer."):
                other = name.split(".")[1]
                if other in ("__version__", own):
                    continue
                assert other in LEVEL, f"{path}: {name}"
                assert LEVEL[other] < LEVEL[own], f"{path}: {own} must not import {other}"


def test_only_ui_knows_streamlit_and_heavy_packages_load_late() -> None:
    for path in modules():
        late = LATE
        if package_of(path) == "ui":
            late = LATE - {"pandas"}  # streamlit has loaded it already
        elif package_of(path) == "launcher":
            late = LATE | {"streamlit"}  # --help and the verbs do without
        else:
            assert "streamlit" not in {name.split(".")[0] for name in imports(path)}, path
        assert not late & {name.split(".")[0] for name in imports(path, top_level_only=True)}, path


def test_only_the_store_holds_duckdb_connections() -> None:
    users = {package_of(path) for path in modules() if "duckdb" in {n.split(".")[0] for n in imports(path)}}
    assert users <= {"store"}


@pytest.mark.parametrize("module", ["explorer.cli", "explorer.launcher"])
def test_help_loads_nothing_heavy(module: str) -> None:
    code = (
        f"import sys; from {module} import main\n"
        "from explorer.cli.verbs import VERBS\n"
        "for words in [], *([verb.name] for verb in VERBS):\n"
        "    try: main([*words, '--help'])\n"
        "    except SystemExit: pass\n"
        "print(sorted({'streamlit','duckdb','pyarrow','tiktoken','umap','plotly','numba','numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip().endswith("[]")


def test_core_does_not_load_streamlit() -> None:
    used = set().union(*(imports(path) for path in (ROOT / "explorer" / "cli").rglob("*.py")))
    # Verbs import what they need where they run; the report alone draws charts.
    names = sorted(
        name
        for name in used
        if name.startswith("explorer.") and name not in ("explorer.__version__", "explorer.report")
    )
    assert {"explorer.queries", "explorer.cli.shared"} <= set(names)
    code = (
        f"import sys, pkgutil\nfor name in {names}: pkgutil.resolve_name(name)\n"
        "print({'streamlit','umap','tiktoken','plotly'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "set()"


def test_errors_reach_the_screen_in_one_place() -> None:
    """Where names are escaped, and paths left out where the app is shared for looking."""
    showing = {
        str(path.relative_to(ROOT / "explorer"))
        for path in modules()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "st.error"
    }
    assert showing == {"ui/parts/problem.py"}


def test_pages_only_wire() -> None:
    for path in (ROOT / "pages").glob("*.py"):
        assert len(path.read_text("utf-8").splitlines()) <= 20, (
            f"{path} has a job of its own: it belongs in explorer.ui"
        )


# ---- one word for one thing ----


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_is_called_the_same_everywhere(page: Page) -> None:
    assert re.fullmatch("[a-z_]+", page.name), "the name is the URL's path, too"
    assert page.title == ("SQL" if page.name == "sql" else page.name.replace("_", " ").capitalize())
    assert page.file == ROOT / "pages" / f"{page.name}.py" and page.file.is_file()
    assert f"explorer.ui.{page.name}" in imports(page.file)
    assert callable(importlib.import_module(f"explorer.ui.{page.name}").draw)
    assert f'page.begin("{page.name}")' in page.file.read_text("utf-8")
    assert (ROOT / "tests" / "pages" / f"test_{page.name}.py").is_file()


def test_every_page_is_listed_once() -> None:
    names = [page.name for page in PAGES]
    assert sorted(names) == sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
    assert len({page.title for page in PAGES}) == len({page.icon for page in PAGES}) == len(names)
    for page in PAGES:
        assert page.help.endswith(".") and page.question.endswith("?") and page.icon.startswith(":material/")


def test_every_room_of_the_app_is_a_page_or_shared() -> None:
    names = {path.stem for path in (ROOT / "explorer" / "ui").iterdir() if not path.name.startswith("__")}
    assert names - {page.name for page in PAGES} == {"app", "history", "parts", "state"}


ELSEWHERE = {"trainers": ("trainer_rules", "TRAINER_RULES")}
"""Layers whose module bears another name: the room `trainers` holds the rules that this layer computes."""


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_a_metric_lies_in_the_room_of_its_name(metric: Metric) -> None:
    room, name = ELSEWHERE.get(metric.name, (metric.name, metric.name.upper()))
    assert getattr(importlib.import_module(f"explorer.metrics.{room}"), name) is metric


# ---- size ----


def test_modules_have_one_job() -> None:
    for path in modules():
        name = path.relative_to(ROOT / "explorer").as_posix()
        lines = len(path.read_text("utf-8").splitlines())
        assert lines <= (400 if name in LONG else 300), f"{name} has {lines} lines: cut it by job"
        assert lines > 300 or name not in LONG, f"{name} has only {lines} lines: take it from LONG"


def test_the_list_of_long_modules_is_true() -> None:
    assert all((ROOT / "explorer" / name).is_file() for name in LONG)


def test_test_files_have_one_job() -> None:
    for path in (ROOT / "tests").rglob("*.py"):
        assert len(path.read_text("utf-8").splitlines()) <= 600, f"{path}: cut it by job"


def test_no_test_asserts_seconds() -> None:
    """Growth is compared by `tests.growth`; waiting is by condition; absolute figures lie in benchmarks/."""
    clocks = {"time", "perf_counter", "process_time", "thread_time", "monotonic"}
    for path in (ROOT / "tests").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Assert):
                called = {
                    each.func.attr
                    for each in ast.walk(node)
                    if isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute)
                }
                assert not called & clocks, f"{path}:{node.lineno}"
