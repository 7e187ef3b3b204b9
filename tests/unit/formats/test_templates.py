"""Chat templates: every family reads its own form, and time grows with the text."""

from __future__ import annotations

import json

import pytest

from explorer import formats
from explorer.formats.templates import TEMPLATES
from explorer.formats.transcripts import split_transcript
from tests.growth import assert_linear, repeated

U, A, S, T = "user", "assistant", "system", "tool"
UAVB = [(U, "u"), (A, "a"), (U, "v"), (A, "b")]
UA = UAVB[:2]
SUA = [(S, "S"), *UA]

# (template, text, turns)
WRITTEN: list[tuple[str, str, list[tuple[str, str]]]] = [
    ("chatml", "<|im_start|>system\nS<|im_end|>\n<|im_start|>user\nu<|im_end|>\n<|im_start|>assistant\na<|im_end|>\n", SUA),
    ("chatml", "<|im_start|>user<|im_sep|>u<|im_end|><|im_start|>assistant<|im_sep|>a<|im_end|>", UA),
    ("chatml", "<|im_start|>user name=Ann\nu<|im_end|>\n<|im_start|>assistant\na", UA),
    ("kimi", "<|im_system|>system<|im_middle|>S<|im_end|><|im_user|>user<|im_middle|>u<|im_end|><|im_assistant|>assistant<|im_middle|>a<|im_end|>", SUA),
    ("llama3", "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nu<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\na<|eot_id|>", UA),
    ("llama4", "<|begin_of_text|><|header_start|>user<|header_end|>\n\nu<|eot|><|header_start|>assistant<|header_end|>\n\na<|eot|>", UA),
    ("granite", "<|start_of_role|>user<|end_of_role|>u<|end_of_text|>\n<|start_of_role|>assistant<|end_of_role|>a<|end_of_text|>", UA),
    ("command", "<BOS_TOKEN><|START_OF_TURN_TOKEN|><|SYSTEM_TOKEN|>S<|END_OF_TURN_TOKEN|><|START_OF_TURN_TOKEN|><|USER_TOKEN|>u<|END_OF_TURN_TOKEN|><|START_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>a<|END_OF_TURN_TOKEN|>", SUA),
    ("deepseek", "<｜begin▁of▁sentence｜>S<｜User｜>u<｜Assistant｜>a<｜end▁of▁sentence｜>", SUA),
    ("bars", "<|system|>\nS</s>\n<|user|>\nu</s>\n<|assistant|>\na</s>", SUA),
    ("bars", "[gMASK]<sop><|user|>\nu<|assistant|>\na<|user|>\nv<|assistant|>\nb", UAVB),
    ("bars", "<|user|>\nu<|end|>\n<|assistant|>\na<|end|>\n", UA),
    ("bars", "<|prompter|>u<|endoftext|><|assistant|>a<|endoftext|>", UA),
    ("bars", "<|User|>:u<eoh>\n<|Bot|>:a<eoa>\n", UA),
    ("bars", "<|Human|>: u<eoh>\n<|Inner Thoughts|>: None<eot>\n<|Commands|>: None<eoc>\n<|Results|>: None<eor>\n<|MOSS|>: a<eom>\n", UA),
    ("start_end", "<|bos|><|user_start|>u<|user_end|><|assistant_start|>a<|assistant_end|>", UA),
    ("gemma", "<bos><start_of_turn>user\nu<end_of_turn>\n<start_of_turn>model\na<end_of_turn>\n", UA),
    ("inst", "<s>[INST] <<SYS>>\nS\n<</SYS>>\n\nu [/INST] a </s><s>[INST] v [/INST] b </s>", [(S, "S"), *UAVB]),
    ("inst", "<s>[SYSTEM_PROMPT] S[/SYSTEM_PROMPT][INST] u[/INST] a</s>", SUA),
    ("square_bars", "The conversation between human and AI.\n[|Human|]u\n[|AI|]a\n[|Human|]v\n[|AI|]b", [(S, "The conversation between human and AI."), *UAVB]),
    ("square_bars", "[|user|]u\n[|assistant|]a[|endofturn|]\n", UA),
    ("angles", "<human>: u\n<bot>: a\n<human>: v\n<bot>: b", UAVB),
    ("xml", "<user>u</user>\n<assistant>a</assistant>", UA),
    ("moss", "[Human]: u<eoh> [MOSS]: a<eoa> [Human]: v<eoh> [MOSS]: b<eoa>", UAVB),
    ("minicpm", "<用户>u<AI>a", UA),
    ("nemotron", "<extra_id_0>System\nS\n<extra_id_1>User\nu\n<extra_id_1>Assistant\na", SUA),
    ("nemotron_nano", "<SPECIAL_10>System\nS\n<SPECIAL_11>User\nu\n<SPECIAL_11>Assistant\na", SUA),
    ("baichuan", "<reserved_106>u<reserved_107>a</s>", UA),
    ("seed", "<seed:bos>user\nu<seed:eos><seed:bos>assistant\na<seed:eos>", UA),
    ("minimax", "]~!b[]~b]user\nu[e~[\n]~b]ai\na[e~[\n", UA),
    ("openchat", "<s>GPT4 Correct User: u<|end_of_turn|>GPT4 Correct Assistant: a<|end_of_turn|>", UA),
    ("skywork", "<s>[USER]u[SEP][BOT]a[SEP]", UA),
    ("reka", "human: u <sep> assistant: a <sep>", UA),
    ("step", "<|BOT|>user\nu<|EOT|><|BOT|>assistant\na<|EOT|>", UA),
    ("ling", "<role>SYSTEM</role>S<role>HUMAN</role>u<role>ASSISTANT</role>a", SUA),
    ("minimax_text", "<beginning_of_sentence>system ai_setting=x\nS<end_of_sentence>\n<beginning_of_sentence>user name=user\nu<end_of_sentence>\n<beginning_of_sentence>ai name=m\na<end_of_sentence>\n", SUA),
    ("bold", "**User:** u\n\n**Assistant:** a\n\n**User:** v\n\n**Assistant:** b", UAVB),
    ("bold", "**Human**: u\n**AI**: a", UA),
    ("headings", "## User\nu\n\n## Assistant\na", UA),
    ("yuan", "u<n>a<n>v<sep>b<eod>", UAVB),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "turns"), WRITTEN, ids=[f"{n}-{case[0]}" for n, case in enumerate(WRITTEN)])
def test_every_family_reads_its_own_form(name: str, text: str, turns: list[tuple[str, str]]) -> None:
    found = next(template for template in TEMPLATES if template.name == name).split(text)
    assert found is not None and [(turn.role, turn.text) for turn in found] == turns
    conversation = formats.decode({"text": text})
    assert (conversation.dialect, conversation.sure) == ("transcript", True)
    assert [(turn.role, turn.text) for turn in conversation.turns] == turns
    # Said within a longer text, it is talk about templates, not a dialogue.
    assert formats.decode({"text": f"Write it like this: {text} and so on."}).dialect == "text" or name in (
        "square_bars", "deepseek", "baichuan", "inst",
    )  # fmt: skip


def test_there_is_a_text_of_every_family() -> None:
    assert {name for name, _, _ in WRITTEN} | {"harmony"} == {template.name for template in TEMPLATES}


def test_harmony_keeps_thoughts_and_calls_apart() -> None:
    text = (
        "<|start|>system<|message|>S<|end|><|start|>user<|message|>u<|end|><|start|>assistant<|channel|>analysis<|message|>hm"
        '<|end|><|start|>assistant<|channel|>commentary to=functions.f <|constrain|>json<|message|>{"x": 1}<|call|>'
        "<|start|>functions.f to=assistant<|channel|>commentary<|message|>4<|end|>"
        "<|start|>assistant<|channel|>final<|message|>a<|return|>"
    )
    turns = formats.decode({"text": text}).turns
    assert [(turn.role, turn.text, turn.reasoning) for turn in turns] == [
        (S, "S", ""),
        (U, "u", ""),
        (A, "", "hm"),
        (T, "4", ""),
        (A, "a", ""),
    ]
    assert json.loads(turns[2].tool_calls) == [{"name": "f", "arguments": '{"x": 1}'}]
    assert turns[3].name == "f"


def test_calls_of_mistral_and_glaive() -> None:
    mistral = formats.decode(
        {
            "text": '<s>[AVAILABLE_TOOLS] [{"name": "f"}][/AVAILABLE_TOOLS][INST] u[/INST][TOOL_CALLS] [{"name": "f", "arguments": {}}]</s>'
            "[TOOL_RESULTS] 4[/TOOL_RESULTS] a</s>"
        }
    )
    assert [turn.role for turn in mistral.turns] == [S, U, A, T, A]
    assert json.loads(mistral.turns[2].tool_calls) == [{"name": "f", "arguments": {}}]
    glaive = formats.decode(
        {
            "system": "SYSTEM: S",
            "chat": 'USER: u\n\n\nASSISTANT: <functioncall> {"name": "f", "arguments": \'{"x": "1"}\'} <|endoftext|>\n\n\n'
            "FUNCTION RESPONSE: 4\n\n\nASSISTANT: a <|endoftext|>\n\n\n",
        }
    )
    assert [(turn.role, turn.text) for turn in glaive.turns] == [(S, "S"), (U, "u"), (A, ""), (T, "4"), (A, "a")]
    assert json.loads(glaive.turns[2].tool_calls) == [{"name": "f", "arguments": '{"x": "1"}'}]


@pytest.mark.parametrize(
    ("user", "assistant"),
    [
        ("User", "Assistant"),
        ("用户", "助手"),
        ("ユーザー", "アシスタント"),
        ("사용자", "어시스턴트"),
        ("Benutzer", "Assistent"),
        ("Utilisateur", "Assistant"),
        ("Usuario", "Asistente"),
        ("Usuário", "Assistente"),
        ("Пользователь", "Ассистент"),
        ("المستخدم", "المساعد"),
    ],
)
def test_labels_in_many_languages(user: str, assistant: str) -> None:
    turns = split_transcript(f"{user}: u\n{assistant}: a\n{user}: v\n{assistant}: b")
    assert turns is not None and [(turn.role, turn.text) for turn in turns] == UAVB


def test_system_lines_and_rounds() -> None:
    for text, wanted in (
        ("System: S\nUser: u\nAssistant: a", SUA),
        ("[Round 1]\n\n问：u\n\n答：a\n\n[Round 2]\n\n问：v\n\n答：b", UAVB),
        ("SYSTEM: S USER: u ASSISTANT: a</s>", SUA),
    ):
        turns = split_transcript(text)
        assert turns is not None and [(turn.role, turn.text) for turn in turns] == wanted


def test_a_name_that_no_table_has_is_not_sure() -> None:
    conversation = formats.decode({"text": "<|im_start|>ann\nu<|im_end|>\n<|im_start|>assistant\na<|im_end|>"})
    assert [turn.role for turn in conversation.turns] == ["ann", A]
    assert not conversation.sure


@pytest.mark.parametrize(
    ("before", "unit", "after"),
    [
        ("", "<|start|>", ""),
        ("", "<|start|>a<|channel|>", "<|message|>"),
        ("", "<|im_user|>", "<|im_middle|>"),
        ("<s>", "<s>", "<|assistant|>"),
        ("", "[|human|]", ""),
        ("", "<user>", "</assistant>"),
        ("", "\n", "<human>:"),
        ("", "<sep>", ""),
        ("", "<sep> ", "human:"),
        ("User: x\n", "ASSISTANT: <functioncall> {", ""),
        ("System:", "\n", "User: x"),
        ("", "[Round 1]\n", "问：x"),
        ("USER: u\nASSISTANT: <functioncall> {", "'{", "}"),
        ("", "<|end_of_turn|>", "User:"),
        ("a", "<|endoftext|>", "<|assistant|>"),
    ],
)
def test_hostile_text_takes_linear_time(before: str, unit: str, after: str) -> None:
    make = repeated(unit)
    assert_linear(lambda size: before + make(size) + after, split_transcript, 200_000)
