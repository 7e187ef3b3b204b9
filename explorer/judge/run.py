"""Asking a judge: what it would cost, then row by row, within a budget, each answer kept as soon as it is there."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from explorer import endpoints, queries
from explorer.errors import LayerError
from explorer.judge import asking
from explorer.judge.paid import Answer, Judge, Paid, paid
from explorer.metrics.tokenizer import counter
from explorer.progress import Progress, Report, silent
from explorer.store import Dataset
from explorer.view import View

KEY_VARIABLES = ("EXPLORER_JUDGE_KEY", endpoints.OPENAI_KEY)
"""Environment variables that may hold the key, the first one that is set."""

SAMPLE = 200
"""Rows that are judged before all are."""
GRADED = 20
"""Of these, rows that a person grades before all are judged."""

_WRITTEN = "MODEL@URL; gpt-4.1-mini@https://api.openai.com/v1"
_PATH = "/chat/completions"
_SEED = 42
_AT_ONCE = 4  # requests; so many answers at most are lost, and paid twice, where the process is killed
_RETRIES, _SECONDS = 5, (10, 180)
_READS = frozenset({"total_tokens"})


def named(text: str) -> tuple[str, str]:
    """(model, URL) of MODEL@URL. LayerError where it is none."""
    return endpoints.check(text.strip(), _WRITTEN, KEY_VARIABLES[0])


class Row(NamedTuple):
    """A row, and what it is known by."""

    row_id: int
    content: bytes


class Cost(NamedTuple):
    """rows: not answered yet, equal ones once. tokens: (sent, answered), about. dollars: about."""

    rows: int
    tokens: tuple[int, int]
    dollars: float


@dataclass(frozen=True)
class Outcome:
    """asked: answers that came in this run, of which invalid held no grades. known: rows that were answered before.

    left: rows that the budget did not reach. spent: US dollars that all answers about these rows have cost.
    """

    asked: int
    invalid: int
    known: int
    left: int
    spent: float


def sample(view: View, rows: int = SAMPLE) -> list[int]:
    """Rows in an order that a seed gives: the first so many of it, and all rows for 0 go through the same ones first."""
    ids = np.array(queries.row_ids(view), dtype=np.int64)
    mixed = np.random.default_rng(_SEED).permutation(ids)
    return mixed[:rows].tolist() if rows else mixed.tolist()


def rows_of(dataset: Dataset, row_ids: Sequence[int]) -> list[Row]:
    """The rows, and what each is known by; of those that say the same, the first of the order."""
    keys = dataset.hand.keys(row_ids)
    first: dict[bytes, int] = {}
    for row_id in row_ids:
        first.setdefault(keys[row_id].content, row_id)
    return [Row(row_id, content) for content, row_id in first.items()]


def cost(view: View, judge: Judge, row_ids: Sequence[int]) -> Cost:
    """What asking about those rows would cost that have no answer yet."""
    dataset = view.dataset
    rows = rows_of(dataset, row_ids)
    known = paid().answers(judge, [row.content for row in rows])
    missing = [row.row_id for row in rows if row.content not in known]
    if not missing:
        return Cost(0, (0, 0), 0.0)
    some = view.only(missing)
    sql = f"SELECT coalesce(sum(total_tokens), 0) FROM rows WHERE {some.where}"
    texts = int(dataset.query(sql, reads={*some.reads, *_READS}).column(0)[0].as_py())
    # A little more than the row's own tokens: it is sent as JSON.
    sent = round(1.15 * texts) + len(missing) * _around(judge, dataset)
    answered = len(missing) * asking.ANSWER_TOKENS
    return Cost(len(missing), (sent, answered), _dollars(judge, sent, answered))


def ask(
    dataset: Dataset, judge: Judge, row_ids: Sequence[int], budget: float | None = None, report: Report = silent
) -> Outcome:
    """Have the rows judged that are not yet. budget: US dollars for all answers about these rows, earlier ones too.

    LayerError where the endpoint refuses; what was answered before is kept. `report` raises to stop.
    """
    book = paid()
    rows = rows_of(dataset, row_ids)
    known = book.answers(judge, [row.content for row in rows])
    missing = [row for row in rows if row.content not in known]
    spent = sum(answer.cost for answer in known.values())
    progress = Progress("Asking the judge", 0, len(missing), unit="rows")
    report(progress)
    asked = invalid = 0
    for answer in _answers(dataset, judge, missing, book, None if budget is None else budget - spent):
        asked, invalid = asked + 1, invalid + (answer.scores is None)
        spent += answer.cost
        progress.done = asked
        report(progress)
    return Outcome(asked, invalid, len(known), len(missing) - asked, spent)


def _answers(dataset: Dataset, judge: Judge, rows: Sequence[Row], book: Paid, room: float | None) -> Iterator[Answer]:
    """Answers as they come, each kept before it is given. Ends where the next request might go beyond `room`."""
    client = _Client(judge)
    count = counter(dataset.encoding, str(dataset.cache.tokenisers))
    waiting = iter(rows)
    running: dict[Future[Answer], tuple[Row, float]] = {}
    held: tuple[Row, list[dict[str, str]], float] | None = None
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        try:
            while True:
                while len(running) < _AT_ONCE:
                    if held is None and (row := next(waiting, None)) is not None:
                        said = asking.messages(judge.rubric, dataset.source.conversation(row.row_id))
                        tokens = sum(count([one["content"] for one in said]))
                        held = row, said, _dollars(judge, tokens, 2 * asking.ANSWER_TOKENS)
                    if held is None:
                        break
                    row, said, most = held
                    if room is not None and most + sum(one for _, one in running.values()) > room:
                        waiting, held = iter(()), None  # none that is shorter is looked for: the sample stays one
                        break
                    running[threads.submit(client.ask, said)] = row, most
                    held = None
                if not running:
                    return
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    row, _ = running.pop(future)
                    answer = future.result()
                    book.add(judge, row.content, answer)
                    room = None if room is None else room - answer.cost
                    yield answer
        finally:
            # What is on its way is paid for: it is kept, whatever stops this.
            for future, (row, _) in running.items():
                if future.exception() is None:
                    book.add(judge, row.content, future.result())


class _Client:
    """Asks one endpoint, from several threads."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._session = endpoints.session(KEY_VARIABLES, _RETRIES, _AT_ONCE)
        self._is_held = True  # to a form of the answer, where the endpoint knows how
        self._lock = threading.Lock()

    def ask(self, messages: list[dict[str, str]]) -> Answer:
        """One answer. LayerError where the endpoint refuses."""
        judge = self._judge
        body: dict[str, Any] = {"model": judge.model, "messages": messages, "temperature": 0}
        begun = time.monotonic()
        held = self._is_held
        asked = {**body, "response_format": asking.schema(judge.rubric)} if held else body
        found = endpoints.post(self._session, judge.url, _PATH, asked, _SECONDS)
        if found.status_code in (400, 422) and held:
            with self._lock:
                self._is_held = False
            found = endpoints.post(self._session, judge.url, _PATH, body, _SECONDS)
        if found.status_code != 200:
            raise endpoints.refused(found, judge.model, _PATH, KEY_VARIABLES)
        try:
            facts = found.json()
            said = facts["choices"][0]["message"]["content"]
            usage = facts.get("usage") or {}
            sent, answered = int(usage.get("prompt_tokens") or 0), int(usage.get("completion_tokens") or 0)
        except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
            raise LayerError(
                "The endpoint's answer is no chat completion.", "Check that it is OpenAI-compatible."
            ) from error
        seconds = time.monotonic() - begun
        grades = asking.graded(judge.rubric, said)
        spent = _dollars(judge, sent, answered)
        if grades is None:
            return Answer(None, "", sent, answered, spent, seconds)
        return Answer(grades.scores, grades.reason, sent, answered, spent, seconds)


def _around(judge: Judge, dataset: Dataset) -> int:
    """Tokens that are sent beside each row."""
    from explorer.conversation import Conversation

    said = asking.messages(judge.rubric, Conversation("", ()))
    return sum(counter(dataset.encoding, str(dataset.cache.tokenisers))([one["content"] for one in said]))


def _dollars(judge: Judge, sent: int, answered: int) -> float:
    return (sent * judge.price[0] + answered * judge.price[1]) / 1e6
