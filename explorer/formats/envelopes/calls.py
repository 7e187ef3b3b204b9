"""Records of calls of a model: batch requests and results, logs of completions, runs and examples of LangSmith."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explorer.formats.envelopes import langchain
from explorer.formats.envelopes.envelope import Envelope, Opened, Row, any_of, as_object, having
from explorer.formats.envelopes.exchange import answered, asked, is_reply, joined, messages_of

_REQUESTS = (
    "request", "body", "params", "inputs", "input", "modelInput", "request_body", "requestBody", "request_json", "llm_input",
    "messages", "contents", "prompt", "kwargs", "instances", "responses_create_params",
)  # fmt: skip
_RESPONSES = (
    "response", "result", "outputs", "output", "modelOutput", "response_body", "responseBody", "response_json", "llm_output",
    "completion", "choices", "candidates", "predictions", "reply",
)  # fmt: skip
"""Names that a request and its response go by, side by side in a record."""


_PLAIN = frozenset(("prompt", "messages", "completion"))
"""Names of plain pairs: only an object that a provider would send makes an exchange of these."""


def _body(value: Any, *names: str) -> Any:
    """What is inside of the objects that only carry it: `response.body`, `input.inputBodyJson`."""
    held = as_object(value)
    while held is not None and (name := next((each for each in names if as_object(held.get(each))), "")):
        held = as_object(held[name])
    return value if held is None else held


def _exchange(request_name: str, response_name: str) -> Callable[[Row], Opened | None]:
    used = (request_name, response_name)

    def open_record(record: Row) -> Opened | None:
        held, gave = record[request_name], record[response_name]
        if not is_reply(gave) and not (as_object(held) and not _PLAIN.intersection(used)):
            return None  # a plain pair, or messages beside a text: the formats know these
        beside = {name: record[name] for name in ("tools", "functions", "system", "instructions") if record.get(name)}
        request = asked(_body(held, "body", "inputBodyJson", "modelInput"))
        if request is None:
            return _merged(record, request_name, response_name)
        if beside:
            request = asked({**beside, "messages": request["messages"], **request}) or request
        answer, remark = answered(_body(gave, "body", "outputBodyJson", "modelOutput"))
        if not answer and gave:
            return Opened(request, (request_name,), ("the response holds no answer",))
        names = (*used, *beside)
        return Opened(joined(request, answer), names, (remark,) if remark else ())

    return open_record


def _merged(record: Row, request_name: str, response_name: str) -> Opened | None:
    """Two objects of named fields as one row: examples of LangSmith, whose fields their author named."""
    held, gave = as_object(record[request_name]), as_object(record[response_name])
    if held is None or gave is None:
        return None
    row = dict(held)
    for name, value in gave.items():
        row[name if name not in row else f"{response_name}_{name}"] = value
    texts = [[item for item in side.values() if isinstance(item, str)] for side in (held, gave)]
    if all(len(side) == 1 for side in (held, gave)) and all(len(side) == 1 for side in texts):
        row = {"prompt": texts[0][0], "response": texts[1][0]}
    return Opened(row, (request_name, response_name))


def _may_be(request_name: str, response_name: str) -> Callable[[Row], bool]:
    """Whether types allow an exchange: two texts under names of plain pairs are a pair, unless they hold JSON."""
    names = {request_name, response_name}

    def fits(record: Row) -> bool:
        if not record.keys() >= names:
            return False
        if all(isinstance(record[name], str) for name in names):
            return not _PLAIN & names and "instruction" not in record
        return True

    return fits


def _texts(*names: str) -> Callable[[Row], tuple[str, ...] | None]:
    """Where request and response are texts, they must hold JSON to be an exchange."""

    def texts(record: Row) -> tuple[str, ...] | None:
        return names if all(isinstance(record[name], str) for name in names) else None

    return texts


def _request_alone(name: str) -> Callable[[Row], Opened | None]:
    def open_record(record: Row) -> Opened | None:
        request = asked(_body(record[name], "body"))
        return None if request is None else Opened(request, (name,), waits=True)

    return open_record


def _result_alone(name: str) -> Callable[[Row], Opened | None]:
    def open_record(record: Row) -> Opened | None:
        gave = record[name]
        if not isinstance(gave, dict):
            return None
        answer, remark = answered(gave)
        if not answer:
            return None
        said = "the request is in another file: only the answer is here"
        return Opened({"messages": answer}, (name,), (said, remark) if remark else (said,), sure=False)

    return open_record


def _gemini(record: Row) -> Opened | None:
    request = asked(record)
    if request is None or not isinstance(record.get("contents"), list):
        return None
    names = ("contents", "systemInstruction", "system_instruction", "tools", "system")
    return Opened(request, tuple(name for name in names if name in record))


def _palm(record: Row) -> Opened | None:
    context, messages = record["context"], record["messages"]
    if not isinstance(context, str) or not isinstance(messages, list) or not messages:
        return None
    if not all(isinstance(one, dict) and "author" in one for one in messages):
        return None
    said = [{"role": one["author"], "content": one.get("content")} for one in messages]
    return Opened({"messages": said, "system": context}, ("context", "messages"))


def _ranked(record: Row) -> Opened | None:
    """Gemini's preference tuning: answers with scores to contents."""
    request, held = asked(record), record["completions"]
    if request is None or not isinstance(record["contents"], list) or not isinstance(held, list):
        return None
    answers = [
        {**one, "completion": messages_of([one["completion"]])}
        for one in held
        if isinstance(one, dict) and isinstance(one.get("completion"), dict)
    ]
    names = tuple(
        name
        for name in ("contents", "completions", "systemInstruction", "system_instruction", "tools")
        if name in record
    )
    return Opened({**request, "completions": answers}, names) if answers else None


_CASES = ("inputs", "input")
_WANTS = ("expectations", "expected", "expected_output", "expected_outputs", "reference_outputs", "targets")


def _expected(asks: str, wants: str) -> Callable[[Row], Opened | None]:
    """Cases of an evaluation: named inputs, and what is expected of the answer."""

    def open_record(record: Row) -> Opened | None:
        held, expected = record[asks], record[wants]
        if not isinstance(held, dict) or not held:
            return None
        request = asked(held)
        if request is None:
            texts = [item for item in held.values() if isinstance(item, str)]
            request = {"prompt": texts[0]} if len(held) == len(texts) == 1 else dict(held)
        if isinstance(expected, dict) and len(expected) == 1:
            expected = next(iter(expected.values()))
        return Opened({**request, "ground_truth": expected}, (asks, wants), waits=True)

    return open_record


def _told_by_type(record: Row) -> Opened | None:
    items = record["messages"]
    if not isinstance(items, list) or not langchain.is_messages(items):
        return None
    return Opened({"messages": langchain.messages_of(items)}, ("messages",))


def _preference(record: Row) -> Opened | None:
    request = asked(record["input"])
    if request is None:
        return None
    sides = [answered(record[name])[0] for name in ("preferred_output", "non_preferred_output")]
    if not all(sides):
        return None
    row = {**request, "prompt": request["messages"], "chosen": sides[0], "rejected": sides[1]}
    del row["messages"]
    return Opened(row, ("input", "preferred_output", "non_preferred_output"))


def _span(asks: str, gives: str) -> Callable[[Row], Opened | None]:
    """A span of OpenInference: messages whose keys name what they are of (`message.role`)."""

    def open_record(record: Row) -> Opened | None:
        messages: list[Row] = []
        for name in (asks, gives):
            held = record[name]
            if not isinstance(held, list) or not all(isinstance(one, dict) for one in held):
                return None
            messages += [{str(key).removeprefix("message."): item for key, item in one.items()} for one in held]
        return Opened({"messages": messages}, (asks, gives))

    return open_record


_SPANS = [(f"{before}llm.input_messages", f"{before}llm.output_messages") for before in ("attributes.", "")]

CALLS: tuple[Envelope, ...] = (
    *(Envelope("span of OpenInference", having(*names), _span(*names)) for names in _SPANS),
    Envelope(
        "OpenAI preference pair", having("input", "preferred_output", "non_preferred_output"), _preference
    ),
    Envelope("session of a command line", having("sessionId", "messages"), _told_by_type),
    Envelope("Gemini preference", having("contents", "completions"), _ranked),
    Envelope("chat of PaLM", having("context", "messages"), _palm),
    Envelope("Gemini request", lambda record: "contents" in record and "candidates" not in record, _gemini),
    *(
        Envelope(f"{asks} and {gives}", _may_be(asks, gives), _exchange(asks, gives), texts=_texts(asks, gives))
        for asks in _REQUESTS
        for gives in _RESPONSES
    ),
    *(Envelope(f"{asks} and {wants}", having(asks, wants), _expected(asks, wants)) for asks in _CASES for wants in _WANTS),
    Envelope("task of a gym", having("responses_create_params"), _request_alone("responses_create_params")),
    Envelope("OpenAI batch request", any_of(("custom_id", "body"), ("method", "url", "body")), _request_alone("body")),
    Envelope("Anthropic batch request", having("custom_id", "params"), _request_alone("params")),
    Envelope("Bedrock batch request", having("modelInput"), _request_alone("modelInput")),
    Envelope("Vertex batch request", having("request"), _request_alone("request")),
    Envelope("batch result", having("custom_id", "response"), _result_alone("response")),
    Envelope("Anthropic batch result", having("custom_id", "result"), _result_alone("result")),
)  # fmt: skip
