"""What a session is looking at, kept in step with the page's URL.

The session holds the truth; the URL is written from it at the start of every run, so that it can be shared at any
moment. A URL that a person changed (a link, the back button) wins over the session.

Streamlit drops the query when a page is switched, hence the rewriting. Keys are prefixed, apart from all widgets'.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

import streamlit as st

from explorer import filters, serving
from explorer import steps as model
from explorer.errors import FilterError
from explorer.steps import Step
from explorer.ui.app.started import first_source
from explorer.ui.parts import inert
from explorer.view import View
from explorer.words import say, translated

ENCODINGS_DEFAULT = "o200k_base"
LANGUAGE = "lang"
PARAMETERS = (
    *("source", "column", "query", "drop", "off", "hand", "focus", "where", "tokeniser", "order", "row", "zoom", "sql"),
    LANGUAGE,
)
_ON_PAGE = {"order": "browse", "zoom": "map", "sql": "sql"}  # of no use to the other pages
_OF_ROWS = ("selected", "review_show", "conflicts")  # what a session did with the rows of one dataset
_LISTS = ("source", "column", "query", "drop")  # parameters that may stand more than once
_FORMER = "where"  # what links of earlier versions call their one filter: rows for which it does not hold were dropped

TermKind = Literal["between", "one_of", "flag", "search", "contains", "null", "polygon"]


def _key(name: str) -> str:
    return f"explorer.{name}"


def get(name: str, default: Any = None) -> Any:
    """A value of this session."""
    return st.session_state.get(_key(name), default)


def take(name: str) -> Any:
    """A value of this session that holds once; None from then on."""
    return st.session_state.pop(_key(name), None)


def put(name: str, value: Any) -> None:
    """Keep a value for this session."""
    st.session_state[_key(name)] = value


# ---- the URL ----


def begin(page: str) -> None:
    """Take over what the URL says; called first in every run of the script. page: URL path of the page that is shown."""
    found = {name: st.query_params.get_all(name) for name in PARAMETERS if name in st.query_params}
    written: Mapping[str, list[str]] | None = get("written")
    if written is None:
        _adopt(found)
        if not found.get("source"):
            put("source", first_source())
    elif found.get("source") and found != dict(written):
        kept = {name: [_as_text(name)] for name, own in _ON_PAGE.items() if own != page and _as_text(name)}
        _adopt({**kept, **found})
    if get("focus") is None:
        put("focus", "")


def write_url(page: str) -> None:
    """Make the URL say what the session holds. page: URL path of the page that is shown."""
    wanted: dict[str, list[str]] = {"source": list(source())}
    wanted |= {name: list(get(name)) for name in ("column", "query") if get(name)}
    if steps():
        wanted["drop"] = [step.text for step in steps()]
    for name in PARAMETERS:
        text = "" if name in _LISTS else _as_text(name)
        if text and _ON_PAGE.get(name, page) == page:
            wanted[name] = [text]
    present = {name: st.query_params.get_all(name) for name in PARAMETERS if name in st.query_params}
    if present != wanted:
        for name in present.keys() - wanted.keys():
            del st.query_params[name]
        st.query_params.update(wanted)
    put("written", wanted)


def parameters() -> dict[str, list[str]]:
    """The query that leads to what is shown."""
    return dict(get("written") or {"source": list(source())})


def _as_text(name: str) -> str:
    if name == "off":
        return model.switched_off(steps())
    if name == "hand":
        return "" if by_hand() else "off"
    value = get(name)
    if name == "tokeniser" and value == ENCODINGS_DEFAULT:
        return ""
    return "" if value is None else str(value)


def _adopt(found: Mapping[str, Sequence[str]]) -> None:
    if found.get("source"):
        if tuple(found["source"]) != get("source"):
            for name in _OF_ROWS:
                put(name, None)
        put("source", tuple(found["source"]))
    put("focus", (found.get("focus") or [""])[0])
    for name in ("column", "query"):
        put(name, tuple(found.get(name) or ()))
    _adopt_steps(found)
    tokeniser = (found.get("tokeniser") or [ENCODINGS_DEFAULT])[0]
    put("tokeniser", tokeniser if serving.current().may("choose a tokeniser") else ENCODINGS_DEFAULT)
    for name in _ON_PAGE:
        put(name, (found.get(name) or [""])[0])
    row = (found.get("row") or [""])[0]
    put("row", int(row) if row.isascii() and row.isdigit() and len(row) < 16 else None)


def _adopt_steps(found: Mapping[str, Sequence[str]]) -> None:
    """Steps as a link has them. What cannot be read is kept as it stands, so that the page says what is wrong with it."""
    put("link_error", None)
    try:
        held = model.read_all(found.get("drop") or (), model.places((found.get("off") or [""])[0]))
        if former := (found.get(_FORMER) or [""])[0].strip():
            held = model.add(held, model.all_but(former))
    except FilterError as error:
        held = ()
        put("link_error", error)
    put("steps", held)
    put("by_hand", (found.get("hand") or [""])[0] != "off")
    put("history", None)  # of what another link showed


# ---- what is looked at ----


def source() -> tuple[str, ...]:
    """Paths, folders or globs of the dataset that is open."""
    return get("source") or first_source()


def agree() -> None:
    """A person wants the source opened that the page is about, as it is counted now."""
    put("agreed", (source(), get("tokeniser") or ""))


def has_agreed() -> bool:
    """Whether a person has said in this session that they want the source opened that the page is about."""
    return get("agreed") == (source(), get("tokeniser") or "")


def open_source(paths: Sequence[str]) -> None:
    """Open another dataset, as a person asked: the filter and the row of the old one are let go."""
    put("source", tuple(paths))
    put("close_open", True)
    put("to_overview", True)
    agree()
    fresh = {
        "focus": "",
        "steps": (),
        "by_hand": True,
        "column": (),
        "query": (),
        "mapping": "",
        **dict.fromkeys(_ON_PAGE, ""),
    }
    for name, value in (fresh | dict.fromkeys(("history", "row", "typed", *_OF_ROWS))).items():
        put(name, value)
    st.rerun()


def focus() -> str:
    """The condition of what is looked at; "" for all rows."""
    return get("focus") or ""


def steps() -> tuple[Step, ...]:
    """The drop steps, in order, those that are switched off among them."""
    return get("steps") or ()


def by_hand() -> bool:
    """Whether decisions by hand count."""
    return get("by_hand", True) is not False


def keep_focus(text: str) -> None:
    """Look at something else from the next run on, which a widget has already asked for."""
    put("focus", text.strip())
    put("typed", None)


def set_focus(text: str) -> None:
    """Look at something else and show it. The page of the table starts over."""
    keep_focus(text)
    st.rerun()


def view() -> View:
    """What the page shows. Only after `page.begin`, which stops the page where there is nothing to show."""
    if (found := get("view")) is None:
        raise RuntimeError("page.begin() comes first")
    return found


def replace(column: str, kind: TermKind, term: str | None) -> None:
    """Swap the term of the focus that a control wrote for another; None or "" removes it."""
    with _refused_aloud():
        look_at([filters.replace_term(focus(), column, kind, term or None)])


def add_term(term: str) -> None:
    """Look only at the rows for which `term` holds as well."""
    look_at(list(dict.fromkeys([*filters.conjuncts(view().focus), term])))


def look_at(terms: Sequence[str]) -> None:
    """Look at the rows for which all of these terms hold, and at nothing else."""
    with _refused_aloud():
        text = filters.combine(terms)
        filters.conjuncts(text)  # FilterError where it is longer than a filter, which an address carries, may be
        set_focus(text)


@contextlib.contextmanager
def _refused_aloud() -> Iterator[None]:
    """Say why a click changed nothing: many long values make more text than a filter may have."""
    try:
        yield
    except FilterError as error:
        st.toast(
            inert.label(f"{translated(error.message)} {say('Choose fewer values.')}"), icon=":material/filter_alt_off:"
        )


def open_row(row_id: int) -> None:
    """Show a row in Review, where what is looked at stays, and its keys work; the list turns to its page."""
    put("row", int(row_id))
    put("find_row", int(row_id))
    put("review_show", None)
    go("review")


def close_row() -> None:
    """Close the reader."""
    put("row", None)


def remember(key: str, default: Any = None) -> dict[str, Any]:
    """Arguments that make a widget keep its value over page switches and reloads, in the URL.

        st.selectbox("Column", names, **state.remember("lengths_column", "total_tokens"))

    key: the widget's key and the URL's parameter. default: its value until the user chooses; leave it out where the
    widget's own default (index=, value=) serves.
    """
    if default is not None and key not in st.session_state and key not in st.query_params:
        st.session_state[key] = default
    return {"key": key, "bind": "query-params"}


def asked(key: str) -> bool:
    """Whether a remembered widget holds something, though it may not be drawn yet."""
    return bool(st.session_state.get(key) or st.query_params.get(key))


def page_of(path: str) -> Any:
    """The page with this URL path, for st.switch_page and st.page_link."""
    return get("pages", {}).get(path) or f"pages/{path or 'overview'}.py"


def link(path: str, label: str, icon: str) -> None:
    """A link to a page. label: a fixed text."""
    if not get("pages") or path in get("pages"):
        st.page_link(page_of(path), label=label, icon=icon, width="content")


def go(path: str) -> None:
    """Switch to a page."""
    # Left to itself, Streamlit clears the query, and refuses to where widgets are bound to it.
    st.switch_page(page_of(path), query_params={})
