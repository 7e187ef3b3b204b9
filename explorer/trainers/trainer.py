"""What a trainer is: a frozen value that holds its rules, how it judges a row, and what it does with a long one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from explorer.conversation import Conversation
from explorer.trainers.chat.pieces import Shown
from explorer.trainers.chat.texts import TextTemplate
from explorer.trainers.configs import Asked, ConfigFile
from explorer.trainers.setup import Setup
from explorer.trainers.templates import Template


def full_length(template: Template) -> str:
    """SQL for the tokens of a row under a chat template."""
    return f"total_tokens + {template.column}"


FINE, WHOLE_TEXT, AS_TEXT = "fine", "whole_text", "as_text"

Outcome = Literal["keep", "truncate", "rename", "drop", "mask", "crash"]
OUTCOMES: tuple[Outcome, ...] = ("keep", "truncate", "rename", "drop", "mask", "crash")
"""`rename`: the trainer stops at the row as it is, and other names are all that it needs: the row is sound."""


@dataclass(frozen=True, slots=True)
class Rule:
    """outcome: what becomes of the row; `fine` leaves the rest to its length. said: why. cite: where that is written."""

    outcome: Literal["fine", "rename", "drop", "mask", "crash"]
    said: str
    cite: str


class Struck(NamedTuple):
    """rule: its name. turn: position of the turn that breaks it, -1 for the row as a whole."""

    rule: str
    turn: int = -1


@dataclass(frozen=True, slots=True)
class Case:
    """One fate of rows. rule: why, "" where a row is kept whole. when: a filter. lost: SQL for response tokens lost.

    untrained: SQL for trained tokens lost, where these are others than the response tokens.
    """

    outcome: Outcome
    rule: str
    said: str
    cite: str
    when: str
    lost: str = "0"
    untrained: str = ""


class ByLength(NamedTuple):
    """What length decides for the rows that no rule strikes.

    cases: exclude one another. keeps: the filter for rows of which at least one token is trained. whole: for those of
    which nothing is cut off. spared: rules that do not strike under this template; the cases speak for their rows.
    """

    cases: tuple[Case, ...]
    keeps: str
    whole: str
    spared: frozenset[str] = frozenset()


class Judge(Protocol):
    """The first rule that strikes a row. setup: of the dataset, where it is known; the row alone tells it otherwise."""

    def __call__(self, row: Conversation, setup: Setup | None = None, /) -> Struck:
        """Judge the row."""
        ...


class Writer(Protocol):
    """A row written out. rule: how it is read. loss: one of the trainer's `losses`. setup: of the dataset, where it is known.

    Raises `RenderError` where it cannot be.
    """

    def __call__(
        self, row: Conversation, rule: str, template: TextTemplate, loss: str, setup: Setup | None = None, /
    ) -> Shown:
        """Write the row."""
        ...


@dataclass(frozen=True, slots=True)
class Trainer:
    """One trainer.

    name: in columns, options and settings; a plain identifier. label: what people call it. version: the one whose code
    was read; the rules' `cite` says where. looked_at: the day on which it was last looked whether a newer minor version is
    out. length_option: what it calls the maximum length. default_length: tokens that it takes where nobody says a length, 0
    where that is the model's own. read_as: what is taken for granted, a sentence or two.
    rules: name -> what it does; `fine`, `whole_text` and `as_text` tell how a row is read, the others strike it.
    judge: (row, setup) -> the first rule that strikes, `fine` and its like where none does. It never raises on odd rows.
    fate: (maximum length in tokens, template) -> what length does, as filters over columns.
    show: the row as text, and what of it is trained. losses: name -> the trainer's own option for it, the default first.
    revision: grows when `judge` or the rules' names change; the layer of rules is built again then. text_revision: grows when
    `show` changes; the layer of trained tokens is built again with either.
    full_label: the label in a sentence, where it needs a word more. remark: how it takes rows, unlike the others, after
    its label. written_anyway: rules that do not strike under a template which writes the row all the same. refuses: what becomes of a row that the template does not write. own_template: the service puts its own tokens around the texts, whatever template is chosen.
    """

    name: str
    label: str
    version: str
    looked_at: str
    length_option: str
    default_length: int
    read_as: str
    rules: Mapping[str, Rule]
    judge: Judge
    fate: Callable[[int, Template], ByLength]
    show: Writer
    losses: Mapping[str, str]
    config: Callable[[Asked], tuple[ConfigFile, ...]]
    size: Callable[[Template], str] = full_length
    cuts: Literal["end", "drop"] = "end"
    drops_masked: bool = False
    written_anyway: frozenset[str] = frozenset()
    refuses: Literal["crash", "drop"] = "crash"
    revision: int = 1
    text_revision: int = 1
    full_label: str = ""
    remark: str = ""
    own_template: bool = False

    @property
    def column(self) -> str:
        """Name of the column that holds the rule."""
        return f"{self.name}_rule"

    @property
    def trained_column(self) -> str:
        """Name of the column that holds how many tokens it trains."""
        return f"trained_tokens_{self.name}"

    @property
    def in_words(self) -> str:
        """The label for a sentence."""
        return self.full_label or self.label
