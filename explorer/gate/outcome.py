"""What a gate found: checks of the scorecard and expectations of the user, each with a code that never changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

from explorer import filters, queries
from explorer.gate.expect import Expectation, judge
from explorer.scorecard import Card
from explorer.view import View

_PLACES = 10  # rows named of each outcome
State = Literal["pass", "warn", "fail", "unknown"]


class Place(NamedTuple):
    """Where a row lies. file: relative to the working folder where it is below it. line: from 1, as the file counts it."""

    row_id: int
    file: str
    line: int


class Outcome(NamedTuple):
    """One check.

    code: `check.ID` of a scorecard's check, `expect.N` of the user's N-th expectation. limit: what it is held against, in words.
    value: the number that was judged; None where there was none. condition: the rows to blame, "" where no rows are.
    """

    code: str
    title: str
    state: State
    said: str
    limit: str
    todo: str = ""
    why: str = ""
    value: float | None = None
    rows: int = 0
    condition: str = ""
    places: tuple[Place, ...] = ()

    @property
    def name(self) -> str:
        """As profiles name a check, and an expectation by what it says."""
        return self.code.removeprefix("check.") if self.code.startswith("check.") else self.title


def outcomes(view: View, card: Card, expectations: Sequence[Expectation] = (), places: bool = False) -> list[Outcome]:
    """Every check of the card, then the expectations, in order. places: with the first rows of what is not passed."""
    found = []
    for finding in card.findings:
        point, measured = finding.point, finding.measured
        bad = finding.verdict in ("warn", "fail")
        found.append(
            Outcome(
                f"check.{point.id}",
                point.title,
                finding.verdict,
                finding.said,
                finding.threshold,
                point.todo if bad else "",
                point.why,
                measured.value,
                measured.rows,
                measured.blame,
                _places(view, measured.blame) if places and bad else (),
            )
        )
    for number, one in enumerate(expectations, 1):
        value = judge(one, view)
        holds = one.holds(value)
        state: State = "unknown" if holds is None else "pass" if holds else "fail"
        condition = one.of if one.measure in ("share", "count") else ""
        said = (
            f"{one.text}: it is {_number(value)}." if value is not None else f"{one.text}: there is nothing to measure."
        )
        shown = _places(view, condition) if places and state == "fail" and condition else ()
        found.append(
            Outcome(f"expect.{number}", one.text, state, said, one.text, value=value, condition=condition, places=shown)
        )
    return found


def closing(found: Iterable[Outcome], strict: bool) -> list[Outcome]:
    """Those that close the gate: what fails, and an expectation of which nothing can be told; with `strict` also warnings and what
    cannot be told.
    """
    states = ("fail", "warn", "unknown") if strict else ("fail",)
    return [one for one in found if one.state in states or (one.state == "unknown" and one.code.startswith("expect."))]


def facts(
    view: View, card: Card, found: Iterable[Outcome], failed: Sequence[Outcome], where: str = ""
) -> dict[str, Any]:
    """What the gate found, as JSON holds it. failed: what closes it. where: what was judged, as it was asked for."""
    return {
        "passed": not failed,
        "failed": [one.name for one in failed],
        "fingerprint": view.dataset.fingerprint,
        "filter": filters.parse(where, view.dataset.columns).text,
        "drops": [step.as_dict() for step in view.drops.steps],
        "rows_kept": card.counts.rows,
        "scorecard": card.as_dict(),
        "expectations": [
            {"code": one.code, "text": one.title, "verdict": one.state, "value": one.value}
            for one in found
            if one.code.startswith("expect.")
        ],
    }


def _places(view: View, condition: str) -> tuple[Place, ...]:
    if not condition:
        return ()
    page = queries.page(view.kept().focused(condition), ["file", "line"], limit=_PLACES)
    where = {file.name: _from_here(Path(file.path), file.name) for file in view.dataset.files}
    return tuple(Place(row["row_id"], where.get(row["file"]) or row["file"], row["line"]) for row in page.to_pylist())


def _from_here(path: Path, name: str) -> str:
    """A path as a pull request names it; the bare name where the file lies elsewhere."""
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else name


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:.4g}"
