"""What the map is to be drawn from: a text of each row, and the bundled encoder's vectors or the user's own."""

from __future__ import annotations

import re
from typing import NamedTuple

import streamlit as st

from explorer.charts import numbers
from explorer.errors import LayerError
from explorer.passes import Reading, reading_of
from explorer.passes.map_source import COLUMN, ENDPOINT, FILE, MODEL2VEC, SENTENCE
from explorer.passes.user_vectors import KEY_VARIABLES, PRICES
from explorer.queries.endpoint_cost import sending
from explorer.ui.parts import inert, problem
from explorer.view import View
from explorer.words import later, say

TEXTS = {"prompt": later("Prompts"), "response": later("Responses"), "both": later("Both")}
_READ = {"prompt": later("prompts"), "response": later("responses"), "both": later("prompts and responses")}
_KINDS = {
    "": later("Bundled encoder, offline"),
    COLUMN: later("A column of vectors"),
    FILE: later("A .npy file"),
    SENTENCE: later("A sentence-transformers model"),
    MODEL2VEC: later("A model2vec model"),
    ENDPOINT: later("An endpoint (OpenAI-compatible)"),
}
_NUMBERS = re.compile(r"^\[\s*-?\d")


class Choice(NamedTuple):
    """reading: None while something is missing. may_send: agreed that rows go to an endpoint."""

    reading: Reading | None
    may_send: bool = False


def form(view: View) -> Choice:
    """The controls, and what they say."""
    text = st.segmented_control(
        say("The map reads"),
        list(TEXTS),
        format_func=lambda name: say(TEXTS[name]),
        required=True,
        default="prompt",
        key="map_text",
    )
    kind = st.selectbox(say("By"), list(_KINDS), format_func=lambda name: say(_KINDS[name]), key="map_kind", width=320)
    name = _name(view, kind or "")
    if kind and not name:
        return Choice(None)
    try:
        reading = reading_of(text or "prompt", f"{kind}:{name}" if kind else "")
    except LayerError as error:
        problem.show_error(error)
        return Choice(None)
    return _agreed(view, reading) if kind == ENDPOINT else Choice(reading)


def _name(view: View, kind: str) -> str:
    """What the vectors come from, "" while nothing is named."""
    if kind == COLUMN:
        held = [info.name for info in view.dataset.fields if _NUMBERS.match(info.example) and "array" in info.types]
        if not held:
            st.caption(say("No field of the source holds a list of numbers."))
            return ""
        return st.selectbox(say("Column"), held, format_func=lambda name: inert.line(name, 60), key="map_column") or ""
    if kind == FILE:
        return _typed(
            "File", say("File"), "/path/to/vectors.npy", say("One vector for each row, in the order of row_id.")
        )
    if kind in (SENTENCE, MODEL2VEC):
        return _typed(
            "Model",
            say("Model"),
            say("a folder, or a name of the hub"),
            say(
                "Runs on this machine. Needs the package: pip install {kind}. A name of the hub is downloaded.",
                kind=kind,
            ),
        )
    if kind == ENDPOINT:
        model = _typed("Model", say("Model"), "text-embedding-3-small", "")
        url = st.text_input("URL", placeholder="https://api.openai.com/v1", key="map_url", max_chars=500)
        return f"{model}@{url.strip()}" if model and url and url.strip() else ""
    return ""


def _typed(name: str, label: str, placeholder: str, help: str) -> str:
    return (st.text_input(label, placeholder=placeholder, key=f"map_{name}", max_chars=1_000, help=help) or "").strip()


def _agreed(view: View, reading: Reading) -> Choice:
    """Says what would be sent and what it costs, and asks."""
    model, url = reading.endpoint
    price = st.number_input(
        say("Price of a million tokens, US dollars"),
        min_value=0.0,
        max_value=1e6,
        value=PRICES.get(model),
        placeholder=say("not known"),
        key=f"map_price_{model}",
        width=320,
    )
    told = sending(view.dataset, reading, price)
    cost = inert.label(numbers.dollars(told.dollars))
    st.caption(
        say(
            "Up to {texts} with {tokens:,} tokens go to {url}: {cost}. The key is read from {variable} where the app was started, and is kept nowhere.",
            texts=numbers.counted(told.texts, "text"),
            tokens=told.tokens,
            url=inert.label(url, 200),
            cost=cost,
            variable=KEY_VARIABLES[0],
        )
    )
    agreed = st.checkbox(say("Send them to {url}", url=inert.label(url, 120)), key="map_send")
    return Choice(reading, True) if agreed else Choice(None)


def words(reading: Reading) -> str:
    """The reading in words, as Markdown that shows it as it is."""
    said = say(_READ[reading.text])
    if not reading.kind:
        return say("{said}, by the bundled encoder", said=said)
    return say("{said}, by {vectors}", said=said, vectors=inert.label(reading.vectors, 120))
