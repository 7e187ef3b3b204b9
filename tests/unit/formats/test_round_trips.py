"""What a dialect writes reads back as it was, but for what it says it left out; over conversations of every kind."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import formats
from explorer.conversation import ASSISTANT, SYSTEM, TOOL, USER, Conversation, Media, Turn, turn_of
from explorer.errors import MappingError
from explorer.formats import losses
from explorer.formats.calls import Call, calls_of, object_of, openai_call
from explorer.formats.messages import read_turns
from explorer.formats.values import json_text

# Texts that no template could take for markup, so that what comes back can be compared.
_words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="[]{}<>#:：【】"), max_size=12)
_said = _words.filter(lambda text: bool(text.strip()))
_name = st.sampled_from(["get_weather", "search", "天气", "f"])
_arguments = st.dictionaries(
    _words, st.one_of(_words, st.integers(-5, 5), st.none(), st.lists(_words, max_size=2)), max_size=2
)
_mark: st.SearchStrategy[tuple[bool | None, float | None]] = st.sampled_from(
    [(None, None), (True, None), (False, None), (True, 1), (False, 0), (True, 0.5)]
)
_IMAGE = {"type": "image_url", "image_url": {"url": "https://img.example.org/a.png", "detail": "low"}}
_SOUND = {"type": "input_audio", "input_audio": {"data": "aGk=", "format": "wav"}}
_TOOLS = (
    '[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object","properties":{}}}}]'
)


@st.composite
def _media_text(draw: st.DrawFn) -> tuple[str, tuple[Media, ...]]:
    """A text with pictures and sounds in it."""
    text, media = "", []
    for part in draw(st.lists(st.one_of(_words, st.sampled_from([_IMAGE, _SOUND])), max_size=4)):
        if isinstance(part, str):
            text += part
        else:
            kind = "audio" if part is _SOUND else "image"
            media.append(Media(len(text), kind, json_text(part)))
            text += f"<{kind}>"
    return text, tuple(media)


@st.composite
def conversations(draw: st.DrawFn, *, media: bool = True) -> Conversation:
    """System text, questions with pictures, parallel calls with results in any order, reasoning, names, marks, tools."""
    turns: list[Turn] = []
    number = 0
    if draw(st.booleans()):
        turns.append(Turn(SYSTEM, draw(_said)))
    for _ in range(draw(st.integers(1, 3))):
        text, held = draw(_media_text()) if media and draw(st.booleans()) else (draw(_words), ())
        turns.append(turn_of(USER, text, "", "", draw(st.sampled_from(["", "Ann"])), media=held))
        if draw(st.booleans()):
            calls = draw(st.lists(st.tuples(_name, _arguments), min_size=1, max_size=3))
            ids = [f"c{number + place}" for place in range(len(calls))]
            number += len(calls)
            listed = [openai_call(at, name, held) for at, (name, held) in zip(ids, calls, strict=True)]
            trained, weight = draw(_mark)
            turns.append(
                turn_of(
                    ASSISTANT,
                    draw(st.just("") | _said),
                    draw(st.just("") | _said),
                    json_text(listed),
                    "",
                    trained,
                    weight=weight,
                )
            )
            turns += [
                turn_of(TOOL, draw(_words | st.just('{"sky":"clear","wind":3}')), call_id=at)
                for at in draw(st.permutations(ids))
            ]
        trained, weight = draw(_mark)
        turns.append(turn_of(ASSISTANT, draw(_words), draw(st.just("") | _said), "", "", trained, weight=weight))
    whole = Conversation("messages", tuple(turns), tools=draw(st.sampled_from(["", _TOOLS])))
    if media and draw(st.booleans()):
        whole.attached = {"images": draw(st.lists(st.sampled_from(["a.jpg", "b.png"]), min_size=1, max_size=2))}
    return whole


def stored(row: dict[str, Any]) -> dict[str, Any]:
    """The row as it comes back from a file."""
    return json.loads(json.dumps(row))


def spoken(turn: Turn) -> tuple[Any, ...]:
    """What a turn says, its calls as objects."""
    calls = calls_of(turn.tool_calls) if turn.tool_calls else []
    named = calls and [Call(call.id, call.name, object_of(call.arguments)) for call in calls]
    return turn.role, turn.text, turn.reasoning, named, turn.call_id


@given(conversations())
def test_messages_carry_all(conversation: Conversation) -> None:
    written = formats.convert(conversation, "messages")
    assert formats.decode(stored(written.row)) == conversation
    assert written.lost == ()


@given(conversations())
def test_prompt_completion_as_chat_carries_all(conversation: Conversation) -> None:
    written = formats.convert(conversation, "prompt_completion_chat")
    back = [turn for part in ("prompt", "completion") for turn in read_turns(stored(written.row)[part])[0]]
    assert tuple(back) == conversation.turns
    assert written.row.get("tools", "") == conversation.tools
    assert written.row.get("images") == conversation.attached.get("images")
    assert written.lost == ()
    again = formats.decode(stored(written.row))
    assert (again.turns, again.tools, again.attached) == (conversation.turns, conversation.tools, conversation.attached)


@given(conversations(), _words)
def test_preference_carries_all(conversation: Conversation, rejected: str) -> None:
    conversation.rejected, conversation.dialect = rejected, "preference"
    written = formats.convert(conversation, "preference")
    assert written.lost == ()
    row = stored(written.row)
    if isinstance(row["prompt"], list):
        assert tuple(read_turns(row["prompt"] + row["chosen"])[0]) == conversation.turns
        assert row["rejected"][0]["content"] == rejected
        again = formats.decode(row)
        assert (again.turns, again.tools, again.rejected) == (conversation.turns, conversation.tools, rejected)
        assert (again.dialect, again.attached) == ("preference", conversation.attached)
    else:
        assert [row["prompt"], row["chosen"], row["rejected"]] == [*map(Turn.rendered, conversation.turns), rejected]


@given(conversations(), st.sampled_from(["true", "false"]))
def test_kto_carries_all(conversation: Conversation, label: str) -> None:
    conversation.label, conversation.dialect = label, "kto"
    written = formats.convert(conversation, "kto")
    assert written.lost == ()
    assert formats.decode(stored(written.row)) == conversation


@given(conversations(media=False))
def test_sharegpt_carries_calls_names_and_marks(conversation: Conversation) -> None:
    written = formats.convert(conversation, "sharegpt")
    back = formats.decode(stored(written.row))
    assert back.tools == conversation.tools and len(back.turns) == len(conversation.turns)
    has_ids = any(turn.call_id for turn in conversation.turns)
    assert written.lost == ((losses.CALL_IDS,) if has_ids else ())
    for old, new in zip(conversation.turns, back.turns, strict=True):
        if old.tool_calls:
            said = [Call("", call.name, object_of(call.arguments)) for call in calls_of(old.tool_calls) or []]
            # Reasoning stands in think tags before the text; before calls alone it is told from them.
            text = f"<think>\n{old.reasoning}\n</think>\n\n{old.text}" if old.reasoning and old.text else old.text
            assert spoken(new) == (ASSISTANT, text, "" if old.text else old.reasoning, said, "")
        else:
            assert (new.role, new.text) == (old.role, old.rendered())
        assert (new.name, new.trained, new.weight) == (old.name, old.trained, old.weight)


@given(conversations())
def test_gemini_carries_turns_calls_and_results(conversation: Conversation) -> None:
    written = formats.convert(conversation, "gemini")
    row = stored(written.row)
    turns = [turn for turn in conversation.turns if turn.role != SYSTEM]
    back = read_turns(row["contents"])[0]
    assert [spoken(turn) for turn in back] == [spoken(turn) for turn in turns]
    assert [len(turn.media) for turn in back] == [len(turn.media) for turn in turns]
    again = formats.decode(row)
    assert [spoken(turn) for turn in again.turns if turn.role != SYSTEM] == [spoken(turn) for turn in turns]
    assert sum(len(turn.media) for turn in again.turns) == sum(len(turn.media) for turn in turns)
    system = "".join(turn.text for turn in conversation.turns if turn.role == SYSTEM)
    assert row.get("systemInstruction", {"parts": [{"text": ""}]})["parts"][0]["text"] == system
    assert (losses.NAMES in written.lost) == any(turn.name for turn in turns)
    assert (losses.WEIGHTS in written.lost) == any(turn.trained is not None for turn in turns)
    assert (losses.MEDIA in written.lost) == bool(conversation.attached)
    assert bool(row.get("tools")) == bool(conversation.tools)


@given(conversations())
def test_anthropic_carries_turns_calls_and_results(conversation: Conversation) -> None:
    written = formats.convert(conversation, "anthropic")
    row = stored(written.row)
    back = formats.decode({key: value for key, value in row.items() if key != "tools"})
    assert [spoken(turn) for turn in back.turns] == [spoken(turn) for turn in conversation.turns]
    assert (losses.NAMES in written.lost) == any(turn.name for turn in conversation.turns)
    sounds = any(media.kind != "image" for turn in conversation.turns for media in turn.media)
    assert (losses.MEDIA in written.lost) == (sounds or bool(conversation.attached))


@given(conversations(), st.sampled_from(["alpaca", "prompt_completion", "qa", "text"]))
def test_flat_dialects_say_what_they_leave_out(conversation: Conversation, dialect: str) -> None:
    try:
        written = formats.convert(conversation, dialect)
    except MappingError as error:
        assert error.hint
        return
    turns = conversation.turns
    assert (losses.NAMES in written.lost) == any(turn.name for turn in turns)
    assert (losses.WEIGHTS in written.lost) == any(turn.trained is not None for turn in turns)
    has_media = bool(conversation.attached) or any(turn.media for turn in turns)
    if dialect in ("qa", "text"):
        assert (losses.MEDIA in written.lost) == has_media
        assert (losses.TOOLS in written.lost) == bool(conversation.tools)
    else:
        assert written.row.get("tools", "") == conversation.tools
        assert bool(set(written.row) & {"images", "audios"}) == has_media


REFERENCES: list[tuple[dict[str, Any], str]] = [
    ({"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "aGk="}}, "data:image/png;base64,aGk="),
    ({"type": "image", "source": {"type": "url", "url": "https://e.org/a.png"}}, "https://e.org/a.png"),
    ({"inlineData": {"mimeType": "image/jpeg", "data": "aGk="}}, "data:image/jpeg;base64,aGk="),
    ({"fileData": {"mimeType": "image/png", "fileUri": "gs://b/a.png"}}, "gs://b/a.png"),
    ({"image": {"format": "png", "source": {"bytes": "aGk="}}}, "data:image/png;base64,aGk="),
    ({"type": "image", "path": "a.png", "url": None}, "a.png"),
    ({"type": "input_image", "image_url": "https://e.org/a.png"}, "https://e.org/a.png"),
    ({"image": "a.png"}, "a.png"),
]  # fmt: skip


@pytest.mark.parametrize(("part", "reference"), REFERENCES)
def test_pictures_of_every_provider_keep_where_they_are(part: dict[str, Any], reference: str) -> None:
    row = {"messages": [{"role": "user", "content": [{"text": "see "}, part]}, {"role": "assistant", "content": "a"}]}
    conversation = formats.decode(row)
    assert (conversation.turns[0].text, conversation.media) == ("see <image>", 1)
    assert formats.encode(conversation, "sharegpt")["images"] == [reference]
    assert formats.encode(conversation, "alpaca")["images"] == [reference]
    written = formats.encode(conversation, "messages")["messages"][0]["content"]
    assert written[0] == {"type": "text", "text": "see "} and "type" in written[1]
    again = formats.decode(stored(formats.encode(conversation, "messages")))
    assert formats.encode(again, "sharegpt")["images"] == [reference]


JUDGED = Conversation("kto", (Turn(USER, "u"), Turn(ASSISTANT, "a")), rejected="no", label="true")


@pytest.mark.parametrize(
    ("dialect", "lost"),
    [
        ("messages", (losses.REJECTED, losses.LABELS)),
        ("sharegpt", (losses.REJECTED, losses.LABELS)),
        ("alpaca", (losses.LABELS,)),
        ("prompt_completion", (losses.REJECTED, losses.LABELS)),
        ("prompt_completion_chat", (losses.REJECTED, losses.LABELS)),
        ("qa", (losses.REJECTED, losses.LABELS)),
        ("preference", (losses.LABELS,)),
        ("kto", (losses.REJECTED,)),
        ("gemini", (losses.REJECTED, losses.LABELS)),
        ("anthropic", (losses.REJECTED, losses.LABELS)),
    ],
)
def test_judgements_are_carried_or_told(dialect: str, lost: tuple[str, ...]) -> None:
    assert formats.convert(JUDGED, dialect).lost == lost


def test_calls_of_other_forms_become_openais_and_llama_factorys() -> None:
    simple = Conversation("x", (Turn(USER, "u"), Turn(ASSISTANT, "", tool_calls='[{"name":"f","arguments":{"a":1}}]')))
    (call,) = formats.encode(simple, "messages")["messages"][1]["tool_calls"]
    assert call == {"type": "function", "function": {"name": "f", "arguments": '{"a":1}'}}
    many = Conversation(
        "x",
        (Turn(ASSISTANT, "", "Hm", json_text([openai_call("c1", "f", {"a": 1}), openai_call("", "g", "no JSON")])),),
    )
    value = formats.encode(many, "sharegpt")["conversations"][0]["value"]
    assert value.startswith("<think>\nHm\n</think>\n\n")
    assert json.loads(value.split("\n\n", 1)[1]) == [
        {"name": "f", "arguments": {"a": 1}},
        {"name": "g", "arguments": "no JSON"},
    ]


# ---- Every text ----

_odd = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=16),
    st.sampled_from(
        [
            "", " ", "\n", "  a  ", "\ta\n\n", "{}", "[]", "null", "true", "0", '{"role": "user", "content": "x"}', '[{"a": 1}]',
            "Human: a\n\nAssistant: b", "USER: a ASSISTANT: b", "<|im_start|>user\na<|im_end|>", "### Response:\na", "[INST] a [/INST] b",
            "<think>\nwhy\n</think>\n\nb", "<image>", "<tool_call>", "</tool_call>", "<tools>", "[TOOL_CALLS]", "on", "none", "None",
            "\u202ea\u2066", "\u0000", "e\u0301", "\U0001f468\u200d\U0001f469", "\ufeff", "\u2028", "A", "Q: a\nA: b", "Human: a\n\nAssistant:", '[{"role": "user", "content": "x"}]', "User: a\nAssistant:",  "\\n", "'a'", '"', "<|eot_id|>",
        ]
    ),
)  # fmt: skip
_told = st.one_of(_odd, st.lists(_odd, min_size=2, max_size=3).map("".join))


@st.composite
def any_texts(draw: st.DrawFn) -> Conversation:
    """Dialogues whose texts are anything at all, with everything that a row can hold beside them."""
    alone = draw(st.integers(0, 7)) == 0
    turns = [Turn(SYSTEM, draw(_told))] if draw(st.booleans()) and not alone else []
    for _ in range(draw(st.integers(1, 3 - 2 * alone))):
        if not alone:
            turns.append(turn_of(USER, draw(_told), "", "", draw(st.sampled_from(["", "Ann"]))))
        trained, weight = draw(_mark)
        turns.append(turn_of(ASSISTANT, draw(_told), draw(st.just("") | _told), "", "", trained, weight=weight))
    made = Conversation("messages", tuple(turns), tools=draw(st.sampled_from(["", _TOOLS])))
    made.rejected = draw(st.none() | _told)
    made.label = draw(st.sampled_from(["", "true", "false"]))
    return made


CARRIED = {
    "messages": (losses.NAMES, losses.WEIGHTS, losses.TOOLS, losses.REASONING, losses.CALL_IDS, losses.MEDIA),
    "kto": (losses.NAMES, losses.WEIGHTS, losses.TOOLS, losses.REASONING, losses.LABELS, losses.CALL_IDS, losses.MEDIA),
    "preference": (
        losses.NAMES,
        losses.WEIGHTS,
        losses.TOOLS,
        losses.REASONING,
        losses.REJECTED,
        losses.CALL_IDS,
        losses.MEDIA,
    ),
    "prompt_completion_chat": (
        losses.NAMES,
        losses.WEIGHTS,
        losses.TOOLS,
        losses.REASONING,
        losses.CALL_IDS,
        losses.MEDIA,
    ),
    "sharegpt": (losses.NAMES, losses.WEIGHTS, losses.TOOLS, losses.REASONING, losses.MEDIA),
    "alpaca": (losses.TOOLS, losses.REASONING, losses.REJECTED, losses.MEDIA),
    "prompt_completion": (losses.TOOLS, losses.REASONING, losses.MEDIA),
    "qa": (losses.REASONING,),
    "text": (losses.REASONING,),
    "gemini": (losses.TOOLS, losses.REASONING, losses.CALL_IDS, losses.MEDIA),
    "anthropic": (losses.TOOLS, losses.REASONING, losses.CALL_IDS, losses.MEDIA),
}
"""What each dialect has a place for, be it that reasoning stands in think tags of the text."""


def held(conversation: Conversation) -> set[str]:
    """The kinds of what a conversation has beside its turns' texts."""
    turns = conversation.turns
    there = {
        losses.NAMES: any(turn.name for turn in turns),
        losses.WEIGHTS: any(turn.trained is not None for turn in turns),
        losses.TOOLS: bool(conversation.tools),
        losses.REASONING: any(turn.reasoning for turn in turns),
        losses.REJECTED: conversation.rejected is not None,
        losses.LABELS: bool(conversation.label),
        losses.CALL_IDS: any(turn.call_id for turn in turns)
        or any(call.id for turn in turns if turn.tool_calls for call in calls_of(turn.tool_calls) or ()),
        losses.MEDIA: bool(conversation.attached) or any(turn.media for turn in turns),
    }
    return {kind for kind, has in there.items() if has}


def test_every_writer_says_what_it_carries() -> None:
    assert set(CARRIED) == set(formats.WRITABLE)


@given(any_texts(), st.sampled_from(formats.WRITABLE))
def test_what_is_not_carried_is_counted_and_what_is_reads_back(conversation: Conversation, dialect: str) -> None:
    try:
        written = formats.convert(conversation, dialect)
    except MappingError as error:
        assert error.hint
        return
    assert set(written.lost) == held(conversation) - set(CARRIED[dialect])
    row = stored(written.row)
    kept = [turn for turn in conversation.turns if turn.role != SYSTEM or turn.text]  # an empty one says nothing
    back = formats.decode(row)
    if dialect in ("messages", "kto"):
        assert (back.turns, back.tools) == (conversation.turns, conversation.tools)
        assert dialect == "messages" or back.label == conversation.label
    elif dialect in ("preference", "prompt_completion_chat"):
        assert [turn.rendered() for turn in back.turns] == [turn.rendered() for turn in conversation.turns]
        if dialect == "preference":
            assert back.rejected == conversation.rejected
    elif dialect == "sharegpt":
        assert [turn.rendered() for turn in back.turns] == [turn.rendered() for turn in conversation.turns]
        assert [(turn.name, turn.trained, turn.weight) for turn in back.turns] == [
            (turn.name, turn.trained, turn.weight) for turn in conversation.turns
        ]
    elif dialect in ("gemini", "anthropic"):
        assert [spoken(turn) for turn in back.turns] == [spoken(turn) for turn in kept]
    else:
        assert [turn.rendered() for turn in back.turns] == [turn.rendered() for turn in kept]
    assert bool(back.tools) == (losses.TOOLS in held(conversation) and losses.TOOLS in CARRIED[dialect])
