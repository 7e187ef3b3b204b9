"""What the scorecard's points measure on a view, in a handful of DuckDB queries."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from explorer import filters
from explorer.columns import Column
from explorer.conversation import MESSAGE_ROW, WITHOUT_ANSWER
from explorer.diversity import Diversity
from explorer.errors import FilterError
from explorer.evenness import UNTOLD, evenness
from explorer.labels import label_of, share
from explorer.metrics.faults import FAULTS
from explorer.scorecard import leaks, varied
from explorer.scorecard.abilities import GUIDE, Ability
from explorer.scorecard.known_errors import in_words, likely
from explorer.scorecard.measured import Counts, Measured
from explorer.scorecard.point import Point
from explorer.scorecard.points import POINTS
from explorer.scorecard.profile import Profile
from explorer.store.table import aliases, quoted
from explorer.trainers import BY_NAME
from explorer.trainers.plan import not_trained
from explorer.view import View
from explorer.words import ENGLISH, language, plural, say, translated

_VALUES = 200  # values of a category that are looked at


def counted(view: View, profile: Profile) -> Counts:
    """Count all conditions of all points, and the values of the categories, in one query each."""
    columns = view.dataset.columns
    wanted: dict[str, None] = {}
    for point in POINTS:
        for text in condition_texts(point, profile):
            wanted[text] = None
    wanted[good_rows(columns)] = None
    wanted.update(dict.fromkeys((ANSWERED, GROUPED, TOOLED)))
    wanted.update(dict.fromkeys(ability.rows for ability in GUIDE))
    wanted.update(dict.fromkeys(point.among for point in POINTS if point.among))
    found = Counts(0)
    made: dict[str, str] = {}
    reads: set[str] = set()
    for text in wanted:
        if not text:
            continue
        try:
            checked = filters.parse(text, columns)
        except FilterError:
            # A column of it is not built yet, or belongs to a layer that this dataset was not asked for.
            found.missing.add(text)
            continue
        view.dataset.ensure(checked.columns)
        reads |= checked.columns
        made[text] = filters.to_sql(checked, columns, text_hit=view.dataset.text_hit)
    combined = view.patterns(list(made.values()), reads)
    found.rows = int(combined.rows.sum())
    found.hits = {text: combined.hits(place) for place, text in enumerate(made)}
    for name in ("ability", "language", "domain", "template_group"):
        if name in columns:
            found.values[name] = _values(view, name)
    return found


ANSWERED = f"dialect NOT IN ({', '.join(repr(name) for name in WITHOUT_ANSWER)})"
"""The rows that are meant to hold an answer."""

GROUPED = f"dialect != '{MESSAGE_ROW}'"
"""The rows that are more than one message of a conversation."""

TOOLED = "has_tools OR calling_turns > 0"
"""The rows that declare tools or call them."""

_TOOL_SET = 0.6  # part of such rows, from which on the data is there to teach the use of tools
_OF_BREADTH = frozenset(("coverage", "balance", "largest", "programming", "cot", "few_shot", "templates"))
"""What a set that teaches one thing on purpose need not have."""

_OF_ANSWERS = frozenset(
    (
        "response_too_long", "response_too_short", "empty", "refused", "truncated", "wrong", "wrong_earlier", "placeholders",
        "residue", "loops", "swapped", "garbled", "code_tags", "reasoning_tags", "language_of_answer",
        "cot", "cot_where_needed", "bare", "conflicts", "trainability", "answer_compression", "self_repetition",
    )
)  # fmt: skip


def condition_texts(point: Point, profile: Profile) -> list[str]:
    """The expressions of a point with the profile's settings filled in: each alone, all together, and within `among`."""
    each = [text.format_map(_Filled(profile)) for text in point.rows]
    if point.among:
        return [f"{point.among} AND ({' OR '.join(each)})"]
    return [" OR ".join(each)] if each else []


class _Filled(dict[str, Any]):
    """The profile's settings, and what follows from them."""

    def __init__(self, profile: Profile) -> None:
        super().__init__(profile.settings)

    def __missing__(self, name: str) -> str:
        if name != "not_trained":
            raise KeyError(name)
        # The very rows that the dry run counts at the profile's length.
        return not_trained(self["trainer"], int(self["longest"]))


def good_rows(columns: Mapping[str, Column]) -> str:
    """The filter of the rows on which no fault fires, as far as faults are judged."""
    return " AND ".join(f"NOT {name}" for name in FAULTS if name in columns)


def _values(view: View, name: str) -> list[tuple[str, int]]:
    q = quoted(name)
    value, n = aliases("value", "n")
    found = view.dataset.query(
        f"SELECT {q}::VARCHAR AS {value}, count(*) AS {n} FROM rows WHERE {view.where} AND {q} IS NOT NULL "
        f"GROUP BY {value} ORDER BY {n} DESC, {value} LIMIT {_VALUES}",
        reads={*view.reads, name},
    )
    return [(row[value], row[n]) for row in found.to_pylist()]


def measure(point: Point, view: View, profile: Profile, counts: Counts, found: Diversity | None = None) -> Measured:
    """What was found for a point. found: what was measured of the diversity of these rows, for the points that show it."""
    special = _SPECIAL.get(point.measure)
    if counts.rows and point.id in _OF_ANSWERS and counts.hits.get(ANSWERED) == 0:
        if counts.hits.get(GROUPED) == 0:
            return Measured(
                None, said=say("Does not apply yet: each row is one message. Group them to conversations first.")
            )
        return Measured(None, said=say("Does not apply: the rows hold prompts without answers."))
    if not counts.rows and point.measure not in ("rejected", "size", "too_many"):
        return Measured(None, said=say("There are no rows."))
    if point.id in _OF_BREADTH and is_tool_set(counts):
        return Measured(
            None,
            said=say(
                "Does not apply: {share} of rows have tools, and a set for the use of tools need not cover all abilities.",
                share=share(counts.hits[TOOLED] / counts.rows),
            ),
        )
    if point.measure in varied.MEASURES:
        return varied.measured(point, view, counts, found) if found else Measured(None, said=say("Not judged yet."))
    return special(point, view, profile, counts) if special else _share(point, profile, counts)


def is_tool_set(counts: Counts) -> bool:
    """Whether most rows have tools, so that the data plainly teaches their use."""
    return counts.rows > 0 and counts.hits.get(TOOLED, 0) >= _TOOL_SET * counts.rows


def _share(point: Point, profile: Profile, counts: Counts) -> Measured:
    condition = condition_texts(point, profile)[0]
    if condition in counts.missing or (point.among and point.among in counts.missing):
        return Measured(None, said=say("Not judged yet."))
    rows = counts.hits[condition]
    of = counts.hits[point.among] if point.among else counts.rows
    what = translated(point.what).format_map(
        {**profile.settings, "trainer_name": BY_NAME[profile.settings["trainer"]].in_words}
    )
    if not of:
        return Measured(None, said=say("No row demands inference.") if point.among else say("There are no rows."))
    if rows == 1 and language() == ENGLISH:
        what = _singular(what)
    said = (
        say("Of {of:,} rows that demand inference, {rows:,} {what}.", of=of, rows=rows, what=what)
        if point.among
        else say("{rows:,} of {of:,} rows {what}.", rows=rows, of=of, what=what)
    )
    bounds = likely(point.id, rows / of, counts)
    if bounds is not None:
        said = say("{one} {two}", one=said, two=in_words(rows / of, bounds))
    blame = point.blame or condition
    return Measured(rows / of, rows, of, said, blame if rows or point.blame else "", bounds)


_VERBS = {"have": "has", "are": "is"}


def _singular(what: str) -> str:
    """The words of a point for one row."""
    verb, _, rest = what.partition(" ")
    return f"{_VERBS.get(verb, verb + 's')} {rest}"


# ---- measures of their own ----


def covered(counts: Counts, profile: Profile) -> tuple[list[Ability], list[Ability], list[Ability]] | None:
    """(abilities that are there, thin ones, missing ones); None before abilities are judged."""
    if "ability" not in counts.values:
        return None
    few = int(profile.settings["few"])
    there: list[Ability] = []
    thin: list[Ability] = []
    missing: list[Ability] = []
    for ability in asked(counts, profile):
        rows = counts.hits.get(ability.rows, 0)
        if rows < few:
            missing.append(ability)
        elif rows < profile.settings["thin"] * counts.rows:
            thin.append(ability)
        else:
            there.append(ability)
    return there, thin, missing


def _names(abilities: Sequence[Ability]) -> str:
    return say(", ").join(translated(ability.name) for ability in abilities)


def asked(counts: Counts, profile: Profile) -> list[Ability]:
    """The guide's abilities that this data should have: those of Chinese only where it holds Chinese."""
    chinese = dict(counts.values.get("language", [])).get("zh", 0)
    holds_chinese = chinese > profile.settings["stray"] * counts.rows
    return [ability for ability in GUIDE if holds_chinese or not ability.chinese]


def _coverage(point: Point, view: View, profile: Profile, counts: Counts) -> Measured:
    del point, view
    found = covered(counts, profile)
    if found is None:
        return Measured(None, said=say("Not judged yet."))
    there, thin, missing = found
    every = len(there) + len(thin) + len(missing)
    said = say("{n} of {every} abilities are there.", n=every - len(missing), every=every)
    if missing:
        said += say(" Missing: {names}.", names=_names(missing))
    if thin:
        said += say(" Thin: {names}.", names=_names(thin))
    blame = " OR ".join(f"({a.rows})" for a in thin)
    return Measured(float(len(missing)), len(missing), every, said, blame)


def _abilities(counts: Counts) -> list[tuple[str, int]]:
    """Rows by ability; what no ability could be told of is no ability."""
    return [(name, rows) for name, rows in counts.values.get("ability", []) if name != UNTOLD["ability"]]


def _balance(point: Point, view: View, profile: Profile, counts: Counts) -> Measured:
    del point, view, profile
    rows = [n for _, n in _abilities(counts)]
    if "ability" not in counts.values:
        return Measured(None, said=say("Not judged yet."))
    if len(rows) < 2:
        return Measured(
            0.0, 0, sum(rows), say("All rows have the same ability.") if rows else say("No ability was told.")
        )
    found = evenness(rows)
    said = say(
        "Effectively {effective:.1f} of {categories} abilities; evenness {evenness:.2f}, where 1 is even.",
        effective=found.effective,
        categories=found.categories,
        evenness=found.evenness,
    )
    return Measured(found.evenness, 0, found.rows, said)


def _largest(point: Point, view: View, profile: Profile, counts: Counts) -> Measured:
    del point, view, profile
    found = _abilities(counts)
    if not found:
        return Measured(None, said=say("Not judged yet."))
    name, rows = found[0]
    of = sum(n for _, n in found)
    said = say(
        "{rows:,} of {of:,} rows whose ability could be told are {name}.",
        rows=rows,
        of=of,
        name=label_of("ability", name),
    )
    return Measured(rows / of, rows, of, said, filters.one_of("ability", [name]))


def _templates(point: Point, view: View, profile: Profile, counts: Counts) -> Measured:
    del point, view, profile
    if "template_group" not in counts.values:
        return Measured(None, said=say("Not judged yet."))
    found = counts.values["template_group"]
    if not found:
        return Measured(0.0, 0, counts.rows, say("No two prompts share a template."))
    group, rows = found[0]
    inside = sum(n for _, n in found)
    more = say("at least ") if len(found) == _VALUES else ""
    said = plural(
        "The largest template holds {rows:,} of {of:,} rows; {more}{inside:,} rows share {more}{n:,} template.",
        "The largest template holds {rows:,} of {of:,} rows; {more}{inside:,} rows share {more}{n:,} templates.",
        len(found),
        rows=rows,
        of=counts.rows,
        more=more,
        inside=inside,
    )
    return Measured(rows / counts.rows, rows, counts.rows, said, f"template_group = {int(group)}")


def _stray_language(point: Point, view: View, profile: Profile, counts: Counts) -> Measured:
    del point, view
    found = [(name, n) for name, n in counts.values.get("language", []) if name != UNTOLD["language"]]
    if "language" not in counts.values:
        return Measured(None, said=say("Not judged yet."))
    least = profile.settings["stray"] * counts.rows
    main = [(name, n) for name, n in found if n >= least]
    stray = [(name, n) for name, n in found if n < least]
    rows = sum(n for _, n in stray)
    shares = [f"{label_of('language', name)} {share(n / counts.rows)}" for name, n in main[:6]]
    said = say("Main languages: {names}.", names=say(", ").join(shares) or say("none"))
    if stray:
        said += say(" {rows:,} rows in {languages} more.", rows=rows, languages=len(stray))
    return Measured(
        rows / counts.rows, rows, counts.rows, said, filters.one_of("language", [n for n, _ in stray]) if stray else ""
    )


def _vertical(point: Point, view: View, profile: Profile, counts: Counts) -> Measured:
    measured = _share(point, profile, counts)
    del view
    top = [
        f"{label_of('domain', name)} {share(n / counts.rows)}"
        for name, n in counts.values.get("domain", [])
        if name != "general"
    ][:4]
    if measured.value is None or not top:
        return measured
    return Measured(
        measured.value,
        measured.rows,
        measured.of,
        say("{said} Most: {names}.", said=measured.said, names=say(", ").join(top)),
        measured.blame,
    )


def _good(view: View, counts: Counts) -> int | None:
    """Good rows, None while a fault is not judged yet."""
    if any(name not in view.dataset.columns for name in FAULTS):
        return None
    return counts.hits.get(good_rows(view.dataset.columns))


def _size(point: Point, view: View, profile: Profile, counts: Counts) -> Measured:
    del point, profile
    good = _good(view, counts)
    if good is None:
        return Measured(None, said=say("Not judged yet."))
    said = say("{good:,} of {rows:,} rows have none of the faults; about 10,000 suffice.", good=good, rows=counts.rows)
    return Measured(float(good), good, counts.rows, said, good_rows(view.dataset.columns))


def _too_many(point: Point, view: View, profile: Profile, counts: Counts) -> Measured:
    del point, view, profile
    return Measured(float(counts.rows), counts.rows, counts.rows, plural("{n:,} row.", "{n:,} rows.", counts.rows))


def _rejected(point: Point, view: View, profile: Profile, counts: Counts) -> Measured:
    del point, profile, counts
    ledger = view.dataset.ledger
    if not ledger.lines:
        return Measured(None, said=say("There are no lines."))
    said = say(
        "{rejected:,} of {lines:,} lines of the source hold no usable row.",
        rejected=ledger.rejected,
        lines=ledger.lines,
    )
    return Measured(ledger.rejected / ledger.lines, ledger.rejected, ledger.lines, said)


_Measure = Callable[[Point, View, Profile, Counts], Measured]


def _contamination(point: Point, view: View, profile: Profile, counts: Counts) -> Measured:
    found = leaks.held_most(view)
    if found is None:
        return Measured(None, said=say("Not judged yet."))
    blame = leaks.FLAG if found.rows else ""
    return Measured(found.found / max(found.items, 1), found.rows, counts.rows, found.said, blame)


_SPECIAL: dict[str, _Measure] = {
    "contamination": _contamination,
    "coverage": _coverage,
    "balance": _balance,
    "largest": _largest,
    "templates": _templates,
    "stray_language": _stray_language,
    "vertical": _vertical,
    "size": _size,
    "too_many": _too_many,
    "rejected": _rejected,
}


def conditions_of(points: Sequence[Point], profile: Profile) -> list[str]:
    """All filter expressions of some points, as they are counted."""
    return [text for point in points for text in (*condition_texts(point, profile), point.among, point.blame) if text]
