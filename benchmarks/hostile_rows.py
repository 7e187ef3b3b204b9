"""The CPU time that one hostile row costs each row metric.

    python -m benchmarks.hostile_rows [--sizes 20000,1000000,50000000] [--metrics syntax,pii] [--kinds PART] [--limit 1.0]

Each text is put into every place of a row that holds text, one row at a time. The table names the worst kind of each metric
and size; the exit code is 1 where one is beyond the limit. Seconds are CPU time of the computing thread, so that other work on
the machine counts little. A row that takes `_PATIENCE` seconds is stopped and counts as that.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Any

from benchmarks.machine import description, table
from explorer.conversation import ASSISTANT, USER, Conversation, Turn
from explorer.metrics import METRICS, Batch, Context
from explorer.metrics.syntax.trees import PARSED

_PATIENCE = 60.0
_ASKS = "Return valid JSON only. Write code, and work out how many there are: 3 + 4 = ?"

_UNITS = {
    "letters": "a",
    "capitals": "A",
    "Han": "中",
    "mixed words": "aB3_中é",
    "digits": "7",
    "digits and dots": "1.",
    "digits and commas": "1,000,",
    "grouped digits": "4111 1111 ",
    "blanks": " ",
    "tabs": "\t",
    "line breaks": "\n",
    "carriage returns": "\r\n",
    "wide blanks": "\u3000",
    "no-break spaces": "\u00a0",
    "words": "the answer is so ",
    "sentences": "Therefore we find that it is so. ",
    "Chinese sentences": "因此我们可以得出结论。",
    "sums": "1 + 1 = 3\n",
    "sums in one line": "1 + ",
    "equals": "2 = ",
    "multiplications": "2*",
    "powers": "9^9^",
    "factorials": "9!",
    "fractions": "1/",
    "LaTeX fractions": "\\frac{1}{",
    "LaTeX": "$\\sqrt{2",
    "percent": "50% of ",
    "minus": "-",
    "dots": ".",
    "question marks": "?",
    "round brackets": "(",
    "closing brackets": ")",
    "wide brackets": "（",
    "square brackets": "[",
    "braces": "{",
    "bracket pairs": "()",
    "angle brackets": "<",
    "tags": "<a ",
    "open think tags": "<think>",
    "closing think tags": "</think>",
    "think tags in pairs": "<think></think>",
    "tool calls": "<tool_call>{",
    "double quotes": '"',
    "curly quotes": "“",
    "backslashes": "\\",
    "escaped quotes": '\\"',
    "backticks": "`",
    "broken fences": "```\n",
    "named fences": "```python\n",
    "pipes": "|",
    "tables": "| - ",
    "stars": "*",
    "underscores": "_",
    "hashes": "#",
    "comment openers": "/*",
    "slashes": "/",
    "JSON openers": '{"a":',
    "JSON lists": '[["a",',
    "JSON Lines": '{"a": 1}\n',
    "lists": "- a\n",
    "nested lists": "  - ",
    "numbered lists": "1. a\n",
    "lettered options": "A) a\n",
    "options in one line": "(A) b ",
    "colons": "a: ",
    "Q and A": "Q: a\nA: b\n",
    "shots": "Input: a\nOutput: b\n\n",
    "Chinese shots": "问题：甲\n答案：乙\n",
    "e-mail addresses": "a@",
    "domains": "a.b.",
    "URLs": "http://",
    "IP addresses": "1.1.1.1 ",
    "phone numbers": "+1 555-",
    "hexadecimal": "deadbeef0",
    "keys": "sk-",
    "base64": "QUJD/+",
    "NUL": "\x00",
    "controls": "\x1b[",
    "zero-width": "a\u200b",
    "replacement": "\ufffd",
    "mojibake": "Ã©â€™",
    "mojibake starters": "Ã",
    "accents": "é",
    "lone surrogates": "\ud83d",
    "emoji": "😀",
    "combining": "a\u0301",
    "new letters": "\u1acf",
    "placeholders": "[Your ",
    "mustache": "{{",
    "apologies": "I'm sorry, but I ",
    "Chinese apologies": "抱歉，我不能",
    "as an AI": "as an ai language model, ",
    "requests": "please write a ",
    "Chinese requests": "请写一",
    "who or what": "a or b, ",
    "elvis": "a?b:",
    "ifs": "if\n",
    "lambdas": "lambda:",
    "markdown underscores": "\\_",
    "decorators": "@a\n",
    "nested blocks": "if a:\n ",
}
_CODE = {
    "elvis": "a?b:",
    "ifs": "if\n",
    "braces": "{",
    "calls": "f(",
    "generics": "a<",
    "underscores": "a\\_b\n",
    "wide brackets": "（",
    "strings": '"',
    "statements": "int a = 1\n",
    "comments": "/*",
    "ends": "end\n",
    "operators": "-",
    "broken lines": ") a ( b\n",
    "commas": "a,",
    "templates": "`${",
    "numbers": "1",
}


def _kinds(size: int, code: bool = True) -> Iterator[tuple[str, Callable[[], str]]]:
    """(name, what makes the text)."""
    for name, unit in _UNITS.items():
        yield name, lambda unit=unit: unit * (size // len(unit.encode("utf-8", "replace")) + 1)
    yield "brackets that close", lambda: "[" * (size // 2) + "]" * (size // 2)
    yield "quoted lines", lambda: "\n".join(f"“line {place}" for place in range(size // 14))
    yield "many numbers", lambda: " ".join(map(str, range(size // 7)))
    yield "many words", lambda: " ".join(f"w{place}x" for place in range(size // 8))
    yield "indents", lambda: "\n".join(" " * (place % 400) + "a" for place in range(size // 200))
    for language in sorted((*PARSED, "python", "json")) if code else ("python",):
        for name, unit in _CODE.items():
            yield f"{language}: {name}", lambda u=unit, x=language: f"```{x}\n{u * (size // len(u.encode()) + 1)}\n```"
            if size >= 100_000:
                yield (
                    f"{language}, many blocks: {name}",
                    lambda u=unit, x=language: f"```{x}\n{u * (9_000 // len(u.encode()))}\n```\n" * (size // 9_020),
                )


def _places(text: str, size: int) -> Iterator[tuple[str, Conversation]]:
    """The rows that hold the text, with the place where."""

    def row(question: str, answer: str, reference: str = "", **more: Any) -> Conversation:
        return Conversation("x", (Turn(USER, question), Turn(ASSISTANT, answer, **more)), reference=reference)

    yield "answer", row(_ASKS, text)
    yield "prompt", row(text, "The answer is 42.")
    yield "both", row(text, text)
    if text.startswith("```"):
        return
    yield "behind words", row("Is it so? " + text, "It is so, because: " + text + "\nso it is.")
    if size <= 1_000_000:
        yield "reasoning", row(_ASKS, "42", reasoning=text)
        yield "tool calls", row(_ASKS, "42", tool_calls=text)
        yield "reference", row(_ASKS, "42", text)
        yield "tools", Conversation("x", (Turn(USER, _ASKS), Turn(ASSISTANT, "42")), tools=text)
        pieces = [text[place : place + 100] for place in range(0, len(text), 100)]
        yield (
            "many turns",
            Conversation("x", tuple(Turn((USER, ASSISTANT)[i % 2], one) for i, one in enumerate(pieces))),
        )


def _measure(answers: Connection, name: str, size: int, kinds: list[str], scratch: str) -> None:
    """Sends (kind, place, CPU seconds) of each row of the kinds, and None at the end."""
    metric = next(one for one in METRICS if one.name == name)
    context = Context("o200k_base", scratch)
    metric.compute(Batch([Conversation("x", (Turn(USER, _ASKS), Turn(ASSISTANT, "The answer is 中.")))]), context)
    for kind, make in _kinds(size, name == "syntax"):
        if kind not in kinds:
            continue
        answers.send((kind, "", 0.0))
        text = make()
        for place, row in _places(text, size):
            batch = Batch([row])
            answers.send((kind, place, 0.0))
            began = time.thread_time()
            metric.compute(batch, context)
            answers.send((kind, place, time.thread_time() - began))
    answers.send(None)


def worst(name: str, size: int, kinds: list[str], scratch: str) -> list[tuple[float, str, str]]:
    """(CPU seconds, kind, place) of every row that a metric was given, the worst first."""
    found: list[tuple[float, str, str]] = []
    left = list(kinds)
    while left:
        ours, theirs = multiprocessing.Pipe(duplex=False)
        child = multiprocessing.get_context("spawn").Process(target=_measure, args=(theirs, name, size, left, scratch))
        child.start()
        theirs.close()
        kind, place = left[0], ""
        while ours.poll(_PATIENCE):
            try:
                told = ours.recv()
            except EOFError:
                told = None
                found.append((float("inf"), kind, f"{place}: the process died"))
            if told is None:
                break
            kind, place, seconds = told
            left = left[left.index(kind) :]
            if seconds:
                found.append((seconds, kind, place))
        else:
            child.kill()
            found.append((_PATIENCE, kind, place))
            told = kind
        child.join()
        left = left[left.index(kind) + 1 :] if told is not None or found[-1][0] == float("inf") else []
    return sorted(found, reverse=True)


def main(argv: list[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(description="Measure what one hostile row costs each row metric.")
    parser.add_argument("--sizes", default="20000,1000000,50000000", help="characters or bytes of a text, by commas")
    parser.add_argument("--metrics", default=",".join(metric.name for metric in METRICS))
    parser.add_argument("--kinds", default="", metavar="PART", help="only kinds whose name holds this")
    parser.add_argument("--limit", type=float, default=1.0, help="CPU seconds that a row may cost a metric")
    parser.add_argument("--all", action="store_true", help="list every row beyond the limit")
    options = parser.parse_args(argv)
    lines: list[tuple[str, ...]] = []
    late = 0
    with tempfile.TemporaryDirectory() as scratch:
        for size in map(int, options.sizes.split(",")):
            for name in options.metrics.split(","):
                kinds = [kind for kind, _ in _kinds(size, name == "syntax") if options.kinds in kind]
                found = worst(name, size, kinds, scratch)
                if not found:
                    continue
                seconds, kind, place = found[0]
                lines.append((name, f"{size:,}", f"{len(found):,}", f"{kind} ({place})", f"{seconds:.3f}"))
                beyond = [one for one in found if one[0] > options.limit]
                late += len(beyond)
                print(name, size, f"{seconds:.3f}", kind, place, f"{len(beyond)} beyond", file=sys.stderr, flush=True)
                for seconds, kind, place in beyond if options.all else []:
                    print(f"    {seconds:.2f}  {kind}  {place}", file=sys.stderr, flush=True)
    print(description())
    print()
    print(table(lines, ("metric", "size", "rows", "worst", "CPU seconds")))
    print(f"\n{late} rows beyond {options.limit} s")
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main())
