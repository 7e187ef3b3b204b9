"""Sessions of coding agents: a file is a row, several sessions in a file are rows to be grouped."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from explorer import building, export, formats, queries, sources
from explorer.export import group
from explorer.store import Cache
from explorer.view import View

SECRET = "sk-ant-" + "api03-" + "Zq9" * 31 + "AA"


def claude(session: str = "s1") -> list[dict[str, Any]]:
    def line(kind: str, number: int, **message: Any) -> dict[str, Any]:
        about = {"sessionId": session, "cwd": "/work", "timestamp": f"2025-01-01T00:00:0{number}Z", "version": "2.0"}
        return {"type": kind, "uuid": f"u{number}", "parentUuid": None, **about, "message": {"role": kind, **message}}

    return [
        {"type": "file-history-snapshot", "messageId": "x", "sessionId": session, "uuid": "u0"},
        line("user", 1, content="List the files."),
        line("assistant", 2, id="m1", content=[{"type": "thinking", "thinking": "I look.", "signature": "…"}]),
        line("assistant", 3, id="m1", content=[{"type": "text", "text": "Let me look."}]),
        line("assistant", 4, id="m1", content=[{"type": "tool_use", "id": "t1", "name": "Bash", "input": {"command": "ls"}}]),
        line("user", 5, content=[{"type": "tool_result", "tool_use_id": "t1", "content": f"a.py\n.env: {SECRET}"}]),
        {**line("assistant", 6, content=[{"type": "text", "text": "aside"}]), "isSidechain": True},
        line("assistant", 7, id="m2", content=[{"type": "text", "text": "There is a.py."}]),
    ]  # fmt: skip


def codex() -> list[dict[str, Any]]:
    def item(**payload: Any) -> dict[str, Any]:
        return {"timestamp": "2025-01-01T00:00:00Z", "type": "response_item", "payload": payload}

    return [
        {"timestamp": "2025-01-01T00:00:00Z", "type": "session_meta", "payload": {"id": "s2", "cwd": "/work", "cli_version": "0.4"}},
        item(type="message", role="user", content=[{"type": "input_text", "text": "List the files."}]),
        {"timestamp": "2025-01-01T00:00:01Z", "type": "event_msg", "payload": {"type": "token_count"}},
        item(type="reasoning", summary=[{"type": "summary_text", "text": "I look."}], encrypted_content="…"),
        item(type="function_call", name="Bash", arguments='{"command":"ls"}', call_id="t1"),
        item(type="function_call_output", call_id="t1", output="a.py"),
        item(type="message", role="assistant", content=[{"type": "output_text", "text": "There is a.py."}]),
    ]  # fmt: skip


def pi() -> list[dict[str, Any]]:
    def line(number: int, **message: Any) -> dict[str, Any]:
        return {
            "type": "message",
            "id": f"i{number}",
            "parentId": f"i{number - 1}",
            "timestamp": "2025",
            "message": message,
        }

    return [
        {"type": "session", "version": 3, "id": "s3", "timestamp": "2025-01-01T00:00:00Z", "cwd": "/work"},
        line(1, role="user", content=[{"type": "text", "text": "List the files."}]),
        line(
            2,
            role="assistant",
            content=[
                {"type": "thinking", "thinking": "I look."},
                {"type": "toolCall", "id": "t1", "name": "Bash", "arguments": {"command": "ls"}},
            ],
        ),
        line(3, role="toolResult", toolCallId="t1", toolName="Bash", content=[{"type": "text", "text": "a.py"}]),
        line(4, role="assistant", content=[{"type": "text", "text": "There is a.py."}]),
    ]


def steps() -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = [
        {"type": "session", "session_id": "s4", "model": "m"},
        {"type": "user", "content": "List the files."},
        {"type": "reasoning", "text": "I look."},
        {"type": "tool_use", "id": "t1", "name": "Bash", "input": {"command": "ls"}},
        {"type": "tool_result", "tool_use_id": "t1", "output": "a.py"},
        {"type": "assistant", "content": "There is a.py."},
    ]
    return [{**line, "timestamp": number} for number, line in enumerate(lines)]


KINDS = {"claude-code": claude, "codex": codex, "pi": pi, "agent": steps}


def write(path: Path, lines: list[dict[str, Any]], tail: str = "") -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines) + tail, encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_a_session_is_one_row(kind: str, tmp_path: Path) -> None:
    lines = KINDS[kind]()
    file = sources.open_file(write(tmp_path / "session.jsonl", lines), tmp_path)
    assert (file.container, file.options["agent"]) == ("session", kind)
    assert any("has_secret" in note for note in file.notes)
    (span,) = sources.plan(file, 0)
    found = sources.read(file, span)
    assert (len(found.values), found.blank, found.rejects, found.notes) == (1, 0, [], {})
    assert found.values[0]["n_events"] == len(lines)
    assert sources.read_value(file, 1, int(found.offsets[0]), int(found.lengths[0])) == found.values[0]
    conversation = formats.decode(found.values[0])
    assert [turn.role for turn in conversation.turns] == ["user", "assistant", "tool", "assistant"]
    asked, calls, told, answer = conversation.turns
    assert (asked.text, answer.text) == ("List the files.", "There is a.py.")
    assert (calls.reasoning, "Bash" in calls.tool_calls, "a.py" in told.text) == ("I look.", True, True)
    assert conversation.sure and "events" in conversation.consumed


def test_what_a_session_says_of_itself_is_columns(tmp_path: Path) -> None:
    file = sources.open_file(write(tmp_path / "session.jsonl", codex()), tmp_path)
    row = sources.read(file, next(iter(sources.plan(file, 0)))).values[0]
    assert (row["session_id"], row["cwd"], row["agent_version"]) == ("s2", "/work", "0.4")


def test_damaged_lines_are_counted(tmp_path: Path) -> None:
    file = sources.open_file(write(tmp_path / "session.jsonl", claude(), '{"type": "assi\n\n'), tmp_path)
    found = sources.read(file, next(iter(sources.plan(file, 0))))
    assert found.notes == {0: ("1 lines of the session are no JSON objects and are left out",)}


def test_a_folder_of_sessions_is_a_dataset_and_its_secrets_are_found(cache: Cache, tmp_path: Path) -> None:
    folder = tmp_path / "sessions"
    folder.mkdir()
    for kind, lines in KINDS.items():
        write(folder / f"{kind}.jsonl", lines())
    dataset = building.run(cache, sorted(folder.iterdir()))
    assert dataset.ledger.lines == dataset.ledger.rows == 4
    assert dataset.dialects == {"messages": 4}
    rows = queries.page(View.of(dataset, "has_secret"), ["agent", "session_id"]).to_pylist()
    assert [(row["agent"], row["session_id"]) for row in rows] == [("claude-code", "s1")]
    done = export.write(View.of(dataset), tmp_path / "out.jsonl", export.ExportOptions(dialect="messages"))
    assert (done.rows, done.account["adds_up"]) == (4, True)
    assert len((tmp_path / "out.jsonl").read_text("utf-8").splitlines()) == 4


def test_lines_of_several_sessions_are_rows_that_can_be_grouped(cache: Cache, tmp_path: Path) -> None:
    path = write(tmp_path / "all.jsonl", claude("s1") + claude("s2"))
    dataset = building.run(cache, [path])
    assert dataset.files[0].container == "jsonl"
    # What an assistant of its own said aside is no line of this session: it stands for itself.
    assert set(dataset.dialects) == {"message_row", "unknown", "messages"}
    view = View.of(dataset)
    done = group.write(view, tmp_path / "out.jsonl", group.suggested(view, by="sessionId"), "messages")
    assert (done.conversations, done.adds_up, done.rows) == (2, True, 16)


@pytest.mark.parametrize(
    "make",
    [
        lambda n: {"type": "user", "content": f"t{n}", "timestamp": n},
        lambda n: {"type": ("user", "tool_use")[n % 2], "content": "t", "timestamp": n, "conversation_id": n // 2},
        lambda n: {"type": "message", "text": f"t{n}"},
        lambda n: {"messages": [{"role": "user", "content": "q"}], "type": "user", "sessionId": "s", "uuid": str(n)},
        lambda n: {"id": n, "parentId": n - 1, "type": "note", "text": "t"},
    ],
)
def test_what_is_no_session(make: Callable[[int], dict[str, Any]], tmp_path: Path) -> None:
    file = sources.open_file(write(tmp_path / "rows.jsonl", [make(n) for n in range(6)]), tmp_path)
    assert file.container == "jsonl"
