"""One row as a trainer writes it out: which of its tokens are trained, and what the maximum length takes from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from explorer import building, formats
from explorer.conversation import Conversation
from explorer.dryrun.summary import Result
from explorer.errors import ExplorerError
from explorer.metrics.tokenizer import referee
from explorer.store import Dataset
from explorer.store.table import alias, literal
from explorer.trainers import BY_NAME, Setup, Trainer, setup_of
from explorer.trainers.chat import TEXTS, Piece, Shown, TextTemplate, joined
from explorer.trainers.chat.texts import split_marks
from explorer.trainers.configs import Asked, ConfigFile
from explorer.trainers.writing import written
from explorer.view import View


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row under a trainer and a template.

    outcome: as in a dry run. rule, said, cite: which rule decides, and where it stands; all "" where none strikes. pieces:
    what is left within the maximum length. tokens, trained: how many of it. cut: tokens behind the maximum length.
    """

    trainer: Trainer
    template: TextTemplate
    outcome: str
    rule: str
    said: str
    cite: str
    pieces: tuple[Piece, ...]
    notes: tuple[str, ...]
    tokens: int
    trained: int
    cut: int

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "trainer": self.trainer.name,
            "template": self.template.name,
            "outcome": self.outcome,
            "rule": self.rule,
            "said": self.said,
            "cite": self.cite,
            "tokens": self.tokens,
            "trained_tokens": self.trained,
            "tokens_cut_off": self.cut,
            "notes": list(self.notes),
            "pieces": [{"text": piece.text, "trained": piece.trained} for piece in self.pieces],
        }


_PRINTED = "A content that is no text is written as Python prints it, and one that is null as nothing."
_LEFT_OUT = "The template leaves out a content that is no text."


def setup_for(dataset: Dataset) -> Setup:
    """What a trainer would be told about the dataset."""
    return dataset.kept_result("trainer setup", lambda: building.trainer_setup(dataset.files, dataset.mapping))


def shown(
    dataset: Dataset, row_id: int, trainer: str, max_length: int, template: str = "chatml", loss: str = "default"
) -> ShownRow:
    """A row of the dataset as a trainer writes it out. ExplorerError where a name is none."""
    chosen, text = _named(trainer, template, loss)
    if not 0 <= row_id < dataset.rows:
        raise ExplorerError(f"There is no row {row_id:,}.", f"Give a number from 0 to {dataset.rows - 1:,}.")
    encoding = referee(dataset.encoding, str(dataset.cache.tokenisers))
    return write_out(dataset.source.conversation(row_id), setup_for(dataset), chosen, text, max_length, encoding, loss)


def write_out(
    row: Conversation,
    setup: Setup | None,
    chosen: Trainer,
    text: TextTemplate,
    max_length: int,
    encoding: Any,
    loss: str = "default",
) -> ShownRow:
    """A row as a trainer writes it out. encoding: has `encode_ordinary` and `decode`, as tiktoken's."""
    found = written(row, setup, chosen, text, loss)
    shown = found.shown
    if found.refusal:
        said = f"The template does not write this row: {found.refusal}."
        return ShownRow(
            chosen, text, chosen.refuses, "template_refuses", said, f"{text.label}'s template", (), (), 0, 0, 0
        )
    if shown is None:
        rule = chosen.rules[found.struck.rule]
        return ShownRow(chosen, text, rule.outcome, found.struck.rule, rule.said, rule.cite, (), (), 0, 0, 0)
    counter = _Tokens(encoding, text)
    kept, outcome, why = counter.counted(shown.pieces), "keep", ""
    whole = sum(count for _, count in kept)
    if whole > max_length and found.struck.rule != "whole_text":
        if chosen.cuts == "drop":
            kept, outcome, why = (
                (),
                "drop",
                f"Its {whole:,} tokens are more than {max_length:,}, {chosen.length_option}.",
            )
        else:
            kept = counter.rounds(shown, max_length) if shown.rounds else counter.head(kept, max_length)
            outcome, why = "truncate", f"Its {whole:,} tokens are cut to {max_length:,}, {chosen.length_option}."
    trained = sum(count for piece, count in kept if piece.trained)
    tokens = sum(count for _, count in kept)
    pieces = joined(piece for piece, _ in kept)
    if not trained and outcome != "drop":
        outcome, why = ("drop" if chosen.drops_masked else "mask"), why or "No token of it is trained."
    said_of = shown.notes
    if found.anyway and found.struck.rule == "content_not_text":
        said_of = (*said_of, _PRINTED if text.prints_values else _LEFT_OUT)
    if text.stop not in " ".join(said_of):
        said_of = (*said_of, *_remarks(pieces, text, outcome))
    return ShownRow(chosen, text, outcome, "", why, "", pieces, said_of, tokens, trained, whole - tokens)


_LOOKED_AT = 200  # rows whose fields are told to a trainer


def described(view: View, dialect: str = "") -> tuple[Conversation, Setup]:
    """(a row with the fields of the first rows like it, setup) by which a trainer is told what the kept rows are.

    dialect: what they are written in, "" for the most frequent of their own. ExplorerError where there are no rows.
    """
    dataset = view.dataset
    n = alias("n")
    sql = f"SELECT dialect, count(*) AS {n} FROM rows WHERE {view.where} GROUP BY dialect ORDER BY {n} DESC, dialect LIMIT 1"
    common = dataset.query(sql, reads={*view.reads, "dialect"})
    if not len(common):
        raise ExplorerError("There are no rows to configure a trainer for.", "Open a source that has some.")
    own = literal(common["dialect"][0].as_py())
    found = dataset.query(
        f"SELECT row_id FROM rows WHERE {view.where} AND dialect = {own} ORDER BY row_id LIMIT {_LOOKED_AT}",
        reads={*view.reads, "dialect"},
    )
    rows = [dataset.source.conversation(row_id) for row_id in found["row_id"].to_pylist()]
    if not dialect:
        return _with_parts(rows), setup_for(dataset)
    rows = [formats.decode(formats.encode(row, dialect)) for row in rows if row.turns]
    if not rows:
        raise ExplorerError("No row has turns to configure a trainer for.", "Give a mapping that names its fields.")
    return _with_parts(rows), setup_of(rows)


def _with_parts(rows: Sequence[Conversation]) -> Conversation:
    """The first row, with the parts that any of these rows like it has."""
    first = copy(rows[0])
    for row in rows:
        if row.dialect == first.dialect and ("messages" in row.parts) == ("messages" in first.parts):
            first.parts = {**row.parts, **first.parts}
    return first


def config(dataset: Dataset, result: Result, file: str = "", dialect: str = "") -> tuple[ConfigFile, ...]:
    """The files by which a trainer trains the dataset as in a dry run. ExplorerError where it has no rows.

    file: the name of an exported file, and dialect what its rows are written in; "" for the source and its own.
    """
    row, setup = described(View.of(dataset, by_hand=False), dialect)
    made = result.plan
    name = file or (dataset.files[0].name if len(dataset.files) == 1 else dataset.name)
    asked = Asked(row, setup, name, made.max_length, made.template, result.tokens)
    return BY_NAME[made.trainer].config(asked)


def _named(trainer: str, template: str, loss: str) -> tuple[Trainer, TextTemplate]:
    chosen = BY_NAME.get(trainer)
    if chosen is None:
        raise ExplorerError(f"There is no trainer '{trainer[:40]}'.", f"Choose one of: {', '.join(BY_NAME)}.")
    if template not in TEXTS:
        raise ExplorerError(f"There is no template '{template[:40]}'.", f"Choose one of: {', '.join(TEXTS)}.")
    if loss not in chosen.losses:
        known = ", ".join(f"{name} ({said})" for name, said in chosen.losses.items())
        raise ExplorerError(f"{chosen.label} has no loss '{loss[:40]}'.", f"Choose one of: {known}.")
    return chosen, TEXTS[template]


def _remarks(pieces: Sequence[Piece], template: TextTemplate, outcome: str) -> list[str]:
    """What is easily overlooked in what is trained."""
    found: list[str] = []
    last = next((piece for piece in reversed(pieces) if piece.trained), None)
    if last is not None and not last.text.rstrip().endswith((template.stop, template.eos)):
        found.append(
            "The end of the answer is cut off: the model does not learn to stop here."
            if outcome == "truncate"
            else f"The stop token {template.stop} stands outside of what is trained: the model does not learn to stop."
        )
    return found


_Counted = tuple[Piece, int]


class _Tokens:
    """Counts and cuts texts by an encoding in which each of a template's marks is one token."""

    def __init__(self, encoding: Any, template: TextTemplate) -> None:
        self._encoding = encoding
        self._template = template

    def count(self, text: str) -> int:
        """Tokens of a text."""
        parts = split_marks(text, self._template)
        return sum(1 if place % 2 else len(self._encode(part)) for place, part in enumerate(parts) if part)

    def counted(self, pieces: Sequence[Piece]) -> list[_Counted]:
        """Each piece with its tokens."""
        return [(piece, self.count(piece.text)) for piece in pieces]

    def head(self, pieces: Sequence[_Counted], room: int) -> list[_Counted]:
        """What the first tokens say. A character that is cut in two is not shown, but its tokens count."""
        found: list[_Counted] = []
        for piece, count in pieces:
            if room <= 0:
                break
            used = min(room, count)
            text = piece.text if used == count else self._cut(piece.text, used)
            found.append((Piece(text, piece.trained), used))
            room -= used
        return found

    def rounds(self, shown: Shown, limit: int) -> list[_Counted]:
        """Questions and answers, each round cut in proportion to what earlier ones leave."""
        found: list[_Counted] = []
        closing = self.counted(shown.closing)
        used = sum(count for _, count in closing)
        for question, answer in shown.rounds:
            room = limit - used
            if room <= 0:
                break
            asked, said = self.counted(question), self.counted(answer)
            source, target = (sum(count for _, count in side) for side in (asked, said))
            if target * 2 < room:
                most = room
            elif source * 2 < room:
                most = room - source
            else:
                most = int(room * (target / (source + target)))
            keeps = min(most, target)
            asks = min(max(room - keeps, 0), source)
            found += (*self.head(asked, asks), *self.head(said, keeps))
            used += keeps + asks
        return [*found, *closing]

    def _cut(self, text: str, room: int) -> str:
        kept: list[str] = []
        for place, part in enumerate(split_marks(text, self._template)):
            if not part or room <= 0:
                continue
            ids = [0] if place % 2 else self._encode(part)
            kept.append(part if len(ids) <= room else self._encoding.decode(ids[:room], errors="ignore"))
            room -= len(ids)
        return "".join(kept)

    @property
    def _encode(self) -> Callable[[str], list[int]]:
        return self._encoding.encode_ordinary
