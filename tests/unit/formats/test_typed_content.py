"""Content as typed parts, in the form of every provider."""

from __future__ import annotations

import json
from typing import Any

import pytest

from explorer import formats
from explorer.conversation import ASSISTANT, TOOL, USER, Turn, turn_of
from explorer.errors import MappingError
from explorer.formats.values import json_text

CALL = [{"id": "c1", "type": "function", "function": {"name": "weather", "arguments": '{"city":"Rome"}'}}]
NO_ID = [{"type": "function", "function": {"name": "weather", "arguments": '{"city":"Rome"}'}}]


def asked(*calls: dict[str, Any], text: str = "", thought: str = "") -> Turn:
    return Turn(ASSISTANT, text, thought, json_text(list(calls)))


CONVERSATIONS: list[tuple[str, list[dict[str, Any]], list[Turn]]] = [
    (
        "OpenAI",
        [
            {"role": "assistant", "content": None, "tool_calls": CALL},
            {"role": "tool", "tool_call_id": "c1", "content": [{"type": "text", "text": "clear"}]},
        ],
        [asked(*CALL), turn_of(TOOL, "clear", call_id="c1")],
    ),
    (
        "Anthropic",
        [
            {
                "role": "assistant",
                "content": [
                    {"type": "thinking", "thinking": "Hm", "signature": "x"},
                    {"type": "text", "text": "Let me look."},
                    {"type": "tool_use", "id": "c1", "name": "weather", "input": {"city": "Rome"}},
                ],
            },
            {
                "role": "user",
                "content": [
                    {"type": "tool_result", "tool_use_id": "c1", "content": [{"type": "text", "text": "clear"}]},
                    {"type": "tool_result", "tool_use_id": "c2", "content": "wet", "is_error": True},
                    {"type": "text", "text": "And now?"},
                ],
            },
        ],
        [
            asked(*CALL, text="Let me look.", thought="Hm"),
            turn_of(TOOL, "clear", call_id="c1"),
            turn_of(TOOL, "wet", call_id="c2"),
            Turn(USER, "And now?"),
        ],
    ),
    (
        "Bedrock",
        [
            {"role": "assistant", "content": [{"reasoningContent": {"reasoningText": {"text": "Hm"}}}, {"toolUse": {"toolUseId": "c1", "name": "weather", "input": {"city": "Rome"}}}]},
            {"role": "user", "content": [{"toolResult": {"toolUseId": "c1", "content": [{"json": {"sky": "clear"}}], "status": "success"}}]},
        ],
        [asked(*CALL, thought="Hm"), turn_of(TOOL, '{"sky":"clear"}', call_id="c1")],
    ),
    (
        "Gemini",
        [
            {"role": "model", "parts": [{"text": "Hm", "thought": True}, {"functionCall": {"name": "weather", "args": {"city": "Rome"}}}]},
            {"role": "user", "parts": [{"functionResponse": {"name": "weather", "response": {"sky": "clear", "wind": 3}}}]},
        ],
        [asked(*NO_ID, thought="Hm"), Turn(TOOL, '{"sky":"clear","wind":3}', name="weather")],
    ),
    (
        "OpenAI's Responses",
        [
            {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Rome?"}]},
            {"type": "reasoning", "summary": [{"type": "summary_text", "text": "Hm"}]},
            {"type": "function_call", "call_id": "c1", "name": "weather", "arguments": '{"city":"Rome"}'},
            {"type": "function_call", "call_id": "c2", "name": "weather", "arguments": "{}"},
            {"type": "function_call_output", "call_id": "c1", "output": "clear"},
            {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Clear."}]},
        ],
        [
            Turn(USER, "Rome?"),
            asked(*CALL, {"id": "c2", "type": "function", "function": {"name": "weather", "arguments": "{}"}}, thought="Hm"),
            turn_of(TOOL, "clear", call_id="c1"),
            Turn(ASSISTANT, "Clear."),
        ],
    ),
    (
        "AI SDK",
        [
            {"role": "assistant", "content": [{"type": "tool-call", "toolCallId": "c1", "toolName": "weather", "input": {"city": "Rome"}}]},
            {"role": "tool", "content": [{"type": "tool-result", "toolCallId": "c1", "toolName": "weather", "output": {"type": "text", "value": "clear"}}]},
        ],
        [asked(*CALL), turn_of(TOOL, "clear", "", "", "weather", call_id="c1")],
    ),
    (
        "LLaMA-Factory",
        [
            {"from": "function_call", "value": '<think>\nHm\n</think>\n\n{"name": "weather", "arguments": {"city": "Rome"}}'},
            {"from": "observation", "value": "clear"},
        ],
        [asked({"name": "weather", "arguments": {"city": "Rome"}}, thought="Hm"), Turn(TOOL, "clear")],
    ),
    (
        "a server's own tool, within an answer",
        [
            {
                "role": "assistant",
                "content": [
                    {"type": "text", "text": "Looking."},
                    {"type": "server_tool_use", "id": "c1", "name": "weather", "input": {"city": "Rome"}},
                    {"type": "web_search_tool_result", "tool_use_id": "c1", "content": [{"type": "text", "text": "clear"}]},
                    {"type": "text", "text": "Clear."},
                ],
            }
        ],
        [asked(*CALL, text="Looking."), turn_of(TOOL, "clear", call_id="c1"), Turn(ASSISTANT, "Clear.")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("items", "turns"), [case[1:] for case in CONVERSATIONS], ids=[case[0] for case in CONVERSATIONS]
)
def test_calls_and_results_of_every_provider(items: list[dict[str, Any]], turns: list[Turn]) -> None:
    conversation = formats.decode({"messages": items})
    assert list(conversation.turns) == turns
    assert not conversation.notes


@pytest.mark.parametrize(
    "system", ["S", [{"type": "text", "text": "S", "cache_control": {}}], [{"text": "S"}], {"parts": [{"text": "S"}]}]
)
def test_a_system_text_may_be_blocks(system: Any) -> None:
    conversation = formats.decode({"system": system, "messages": [{"role": "user", "content": "u"}]})
    assert conversation.texts()[0] == "S"


def test_weights_of_any_number_are_kept() -> None:
    items = [{"role": "user", "content": "u"}, {"role": "assistant", "content": "a", "weight": 0.5}]
    turn = formats.decode({"messages": items}).turns[1]
    assert (turn.trained, turn.weight) == (True, 0.5)


PARTS = [
    {"type": "text", "text": "see", "image": None},
    {"type": "image", "image": "a.png", "text": None},
    {"type": "input_audio", "input_audio": {"data": "aGk=", "format": "wav"}},
    {"video": {"format": "mp4", "source": {"s3Location": {"uri": "s3://b/v.mp4"}}}},
    {"inlineData": {"mimeType": "application/pdf", "data": "aGk="}},
]


def test_media_keep_their_places_and_are_counted() -> None:
    conversation = formats.decode({"messages": [{"role": "user", "content": PARTS}]})
    (turn,) = conversation.turns
    assert turn.text == "see<image><audio><video><file>"
    assert [(media.kind, media.at) for media in turn.media] == [
        ("image", 3),
        ("audio", 10),
        ("video", 17),
        ("file", 24),
    ]
    assert conversation.media == 4
    assert json.loads(turn.media[0].part) == {"type": "image", "image": "a.png"}


def test_media_in_what_a_tool_said_are_counted() -> None:
    result = {
        "type": "tool_result",
        "tool_use_id": "c1",
        "content": [{"type": "text", "text": "shot"}, {"type": "image", "source": {"type": "url", "url": "u"}}],
    }
    conversation = formats.decode({"messages": [{"role": "user", "content": [result]}]})
    assert [(turn.role, turn.text) for turn in conversation.turns] == [(TOOL, "shot<image>")]
    assert conversation.media == 1 and len(conversation.turns[0].media) == 1


def test_a_corrected_text_keeps_its_pictures() -> None:
    row = {"messages": [{"role": "user", "content": PARTS[:2]}, {"role": "assistant", "content": "a"}]}
    turn = formats.decode(row).turns[0].with_text("another")
    conversation = formats.decode(row).with_turns((turn, Turn(ASSISTANT, "a")))
    content = formats.encode(conversation, "messages")["messages"][0]["content"]
    assert content == [{"type": "text", "text": "another"}, {"type": "image", "image": "a.png"}]


@pytest.mark.parametrize(
    "part",
    [
        {"type": []},
        {"toolUse": 7},
        {"toolUse": {}},
        {"functionResponse": {"name": 1}},
        {"type": "tool_result"},
        {"type": "tool_use"},
        {"type": "image"},
        {"source": []},
        {"inlineData": "x"},
        {"thought": True},
        {"type": "thinking", "thinking": [1]},
        None,
        7,
    ],
)
def test_malformed_parts_are_shown_not_raised(part: Any) -> None:
    conversation = formats.decode({"messages": [{"role": "user", "content": [part, {"type": "text", "text": "u"}]}]})
    assert "u" in "".join(turn.text for turn in conversation.turns)
    for dialect in formats.WRITABLE:
        try:
            json.dumps(formats.encode(conversation, dialect))
        except MappingError:
            pass
