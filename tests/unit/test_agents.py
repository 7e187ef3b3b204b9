"""The server for agents: a real session over its standard streams, and figures that are those of the verbs."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from explorer import agents
from explorer.cli import main
from tests.conftest import ROOT, SAMPLE

pytest.importorskip("mcp")


def verb(capfd: pytest.CaptureFixture[str], *words: str) -> Any:
    capfd.readouterr()
    try:
        main([*words, "--json", *([] if words[0] in ("rows",) else ["--quiet"])])
    except SystemExit as stop:
        raise AssertionError(capfd.readouterr().err) from stop
    lines = capfd.readouterr().out.splitlines()
    return json.loads(lines[0]) if len(lines) == 1 else [json.loads(line) for line in lines]


def session(folders: list[str], ask: Callable[[Any], Awaitable[None]]) -> None:
    """A client of the SDK over the streams of a process of its own."""
    from mcp import Client, StdioServerParameters

    async def run() -> None:
        import os

        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        words = ["-m", "explorer", "mcp", *folders]
        async with Client(StdioServerParameters(command=sys.executable, args=words, env=environment)) as client:
            await ask(client)

    asyncio.run(run())


def given(result: Any) -> Any:
    """What a tool gave, as its structured content has it."""
    assert not result.is_error, result.content
    held = result.structured_content
    return held["result"] if set(held) == {"result"} else held


DROPS = ["Refusals: is_refusal", "ratio > 20"]
OWN = ["ratio=response_tokens / prompt_tokens"]
WHERE = "language = 'en'"
WORDS = ("--drop", DROPS[0], "--drop", DROPS[1], "--column", OWN[0])


def test_a_session_gives_the_figures_of_the_verbs(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "data.jsonl"
    source.write_bytes(SAMPLE.read_bytes())
    (tmp_path / "other.jsonl").write_bytes(b"".join(SAMPLE.read_bytes().splitlines(keepends=True)[:200]))
    asked: dict[str, Any] = {"source": str(source), "drops": DROPS, "columns": OWN}

    async def ask(client: Any) -> None:
        listed = (await client.list_tools()).tools
        assert [tool.name for tool in listed] == list(agents.NAMES)
        assert all(tool.annotations.read_only_hint and tool.description for tool in listed)

        opened = given(await client.call_tool("open", {"source": str(source)}))
        said = verb(capfd, "open", str(source))
        for name in ("rows", "lines", "blank", "rejected", "dialects", "fingerprint"):
            assert opened[name] == said[name], name

        columns = given(await client.call_tool("columns", {"source": str(source), "columns": OWN}))
        assert columns == verb(capfd, "columns", str(source), "--column", OWN[0])

        stats = given(await client.call_tool("stats", {**asked, "where": WHERE}))
        said = verb(capfd, "stats", str(source), *WORDS, "--where", WHERE)
        assert stats == {name: said[name] for name in stats} and stats["rows_kept"] < 426

        rows = given(await client.call_tool("rows", {**asked, "where": WHERE, "show": ["row_id", "ratio", "ability"], "order": "ratio", "descending": True, "limit": 7}))  # fmt: skip
        said = verb(capfd, "rows", str(source), "--quiet", *WORDS, "--where", WHERE, "--columns", "row_id,ratio,ability", "--order", "ratio desc", "--limit", "7")  # fmt: skip
        assert rows == said and len(rows) == 7

        checked = given(await client.call_tool("check", {**asked, "expect": ["share(ratio > 5) <= 1%"]}))
        said = verb(capfd, "check", str(source), *WORDS, "--expect", "share(ratio > 5) <= 1%")
        assert checked == said and not checked["passed"] and "share(ratio > 5) <= 1%" in checked["failed"]

        found = given(await client.call_tool("sql", {**asked, "statement": "SELECT ability, count(*) AS n, max(ratio) AS top FROM rows GROUP BY ability ORDER BY n DESC, ability LIMIT 3"}))  # fmt: skip
        said = verb(capfd, "sql", "SELECT ability, count(*) AS n, max(ratio) AS top FROM rows GROUP BY ability ORDER BY n DESC, ability LIMIT 3", str(source), *WORDS)  # fmt: skip
        assert [dict(zip(found["columns"], row, strict=True)) for row in found["rows"]] == said

        compared = given(await client.call_tool("compare", {**asked, "other": str(tmp_path / "other.jsonl")}))
        assert compared == verb(capfd, "compare", str(source), str(tmp_path / "other.jsonl"), *WORDS)
        assert given(await client.call_tool("compare", asked)) == verb(capfd, "compare", str(source), *WORDS)

        for tool, arguments, sentence in (
            ("stats", {"where": "nope"}, "no column 'nope'"),
            ("rows", {"show": ["nope"]}, "no column 'nope'"),
            ("sql", {"statement": "SELECT * FROM read_text('/etc/passwd')"}, "the only table is rows"),
            ("sql", {"statement": "COPY rows TO '/tmp/x'"}, "no SELECT"),
            ("columns", {"columns": ["f=read_text('/etc/passwd')"]}, "not allowed"),
            ("open", {"source": "/etc/passwd"}, "outside of the folders"),
            ("open", {"source": str(tmp_path / ".." / "*")}, "outside of the folders"),
            ("compare", {"other": "/etc/hostname"}, "outside of the folders"),
        ):
            result = await client.call_tool(tool, {"source": str(source), **arguments})
            assert result.is_error and sentence in result.content[0].text, (tool, result.content)
        assert given(await client.call_tool("open", {"source": "sample"}))["rows"] == 426

    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    session([str(tmp_path)], ask)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_texts_are_cut_and_values_are_json() -> None:
    from explorer.agents import tools

    assert tools._cell("x" * 3_000).endswith("… (3,000 characters)")
    assert tools._cell(float("nan")) is None and tools._cell([{"a": 1}]) == [{"a": 1}]
    assert len(tools._cell(["x" * 3_000])) == tools._CELL + 1
    assert json.dumps(tools._plain({1: {"a": {2.0, float("inf")}}}))


def test_two_columns_of_one_name_are_both_in_the_result() -> None:
    found = agents.Tools().sql("sample", "SELECT 1 AS a, 2 AS a FROM rows LIMIT 2")
    assert found == {"columns": ["a", "a"], "rows": [[1, 2], [1, 2]], "is_cut": False}
