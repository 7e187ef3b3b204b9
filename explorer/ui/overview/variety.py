"""How varied the kept rows are, in numbers: measured beside the page, since it takes a second or more; then part of the scorecard."""

from __future__ import annotations

import logging
import threading
import time
from functools import partial

import streamlit as st

from explorer import background, diversity, norms, scorecard
from explorer.charts import numbers
from explorer.diversity import ENOUGH, HELP, Diversity, Shared
from explorer.errors import ExplorerError
from explorer.scorecard import Card, Profile
from explorer.scorecard.varied import FIGURES, POINTS
from explorer.ui import state
from explorer.ui.overview.scorecard import place_in_words
from explorer.ui.parts import inert
from explorer.ui.parts.cached import ask
from explorer.ui.parts.inert import Html, html
from explorer.view import View
from explorer.words import later, say, translated

_EVERY = 1.0  # seconds between looks at whether it is done
_SETTLED = 0.5  # seconds until the page may be run again
_SHARES = ("distinct_prompts", "novelsum_kept", "coverage", "self_repetition")
_OF_MEANING = ("vendi", "novelsum", "novelsum_kept", "coverage")
_LISTED = 12
_TITLES = {"novelsum": later("NovelSum"), **{FIGURES.get(point.id, point.id): point.title for point in POINTS}}


class _Measuring:
    """Measures one view at a time in a thread of its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._now: object = None
        self._failed: set[object] = set()

    def begin(self, view: View) -> bool:
        """Whether this view, or one before it, is being measured."""
        key = _key(view)
        with self._lock:
            if self._now is None and key not in self._failed:
                self._now = key
                background.begin(partial(self._measure, view, key), "diversity")
            return self._now is not None

    def _measure(self, view: View, key: object) -> None:
        try:
            diversity.measure(view, background.go_on)
        except (ExplorerError, OSError, LookupError):
            self._failed.add(key)  # its cache went, or its layers changed: the page says so itself
        except Exception:
            self._failed.add(key)
            logging.getLogger(__name__).exception("Measuring diversity failed")
        finally:
            with self._lock:
                self._now = None


_measuring = _Measuring()


def _key(view: View) -> object:
    return view.dataset.fingerprint, view.dataset.state, view.key


def card(view: View, profile: Profile) -> Card:
    """The scorecard, with points of diversity as soon as they are measured."""
    return ask(scorecard.score, view, profile, "known" if diversity.known(view) else "left out")


def watch(view: View) -> None:
    """Have the figures measured, and run the page anew when they are there."""
    if diversity.known(view) is None and _measuring.begin(view):
        state.put("variety_drawn", time.monotonic())
        _watch(view)


@st.fragment(run_every=_EVERY)
def _watch(view: View) -> None:
    done = diversity.known(view) is not None or not _measuring.begin(view)
    if done and time.monotonic() - state.get("variety_drawn", 0.0) > _SETTLED:
        st.rerun()


def draw(view: View) -> None:
    """Every figure with its formula and where it stands among known datasets; openings and endings that answers share."""
    st.subheader(say("Diversity in numbers"), anchor=False)
    found = diversity.known(view)
    if found is None:
        st.caption(
            say("The kept rows are being measured. The figures are here, and in the checks, as soon as that is done.")
        )
        return
    places = norms.places(view.dataset, norms.varied_figures(found))
    lines = [
        html(
            '<tr><td></td><td>{title}</td><td>{value}<div class="x-thin">{place}</div></td><td>{help}</td></tr>',
            title=translated(_TITLES[name]),
            value=_value(name, found),
            place=place_in_words(places.get(name)) if found.rows >= ENOUGH else "",
            help=say(HELP[name]),
        )
        for name in HELP
    ]
    inert.show(html('<div class="x-points x-wide x-numbers"><table>{lines}</table></div>', lines=inert.join(lines)))
    if found.openings or found.endings:
        inert.show(
            html(
                '<div class="x-pair">{openings}{endings}</div>',
                openings=_listed(say("Answers begin with"), found.openings),
                endings=_listed(say("Answers end with"), found.endings),
            )
        )


def _value(name: str, found: Diversity) -> str:
    value = getattr(found, name)
    if value is None:
        return say("needs the map") if name in _OF_MEANING else say("unknown")
    return numbers.share(value) if name in _SHARES else f"{value:.3g}"


def _listed(title: str, shared: list[Shared]) -> Html:
    rows = [
        html("<tr><td>{rows}</td><td>{text}</td></tr>", rows=f"{one.rows:,}", text=inert.line(one.text, 80))
        for one in shared[:_LISTED]
    ]
    return html(
        '<div class="x-listed"><div class="x-head"><b>{title}</b></div><table>{rows}</table></div>',
        title=title,
        rows=inert.join(rows),
    )
