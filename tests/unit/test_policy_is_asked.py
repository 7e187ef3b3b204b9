"""Every function of the app that opens, writes or starts something asks the policy: a new one that does not is found here."""

from __future__ import annotations

import ast
from pathlib import Path

UI = Path(__file__).resolve().parents[2] / "explorer" / "ui"
POWERFUL = {
    "building.resolve", "building.restart", "building.start", "building.ensure_running", "building.remember_mapping",
    "building.cancel", "export.write", "export.write_split", "sources.locate", "report.write",
    "hub.write",
    "decisions.book().act", "decisions.book().undo",
}  # fmt: skip
ASKS = {"policy", "require", "require_inside", "require_reading", "limit_builds", "locate"}
# A file for one download, in a folder of the cache whose name nobody is told.
EXEMPT = {"downloads.py:_written"}


def called(node: ast.AST) -> set[str]:
    calls = (one.func for one in ast.walk(node) if isinstance(one, ast.Call))
    return {ast.unparse(func) for func in calls}


def test_the_policy_is_asked_wherever_something_is_opened_written_or_started() -> None:
    asked, silent = 0, []
    for path in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.FunctionDef):
                continue
            calls = called(node)
            powerful = calls & POWERFUL or {call for call in calls if call.endswith("cache().clear")}
            if powerful and f"{path.name}:{node.name}" not in EXEMPT:
                asked += 1
                if not {call.rpartition(".")[2] for call in calls} & ASKS:
                    silent.append(f"{path.name}:{node.name} {powerful}")
    assert not silent
    assert asked >= 8
