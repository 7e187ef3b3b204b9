"""What an endpoint would be sent: said before anything leaves the machine."""

from __future__ import annotations

from typing import NamedTuple

from explorer.passes.map_source import Reading
from explorer.passes.user_vectors import PRICES
from explorer.store import Dataset

_MOST = 2_000  # characters of a row that are read, and so tokens at most
_READ = frozenset({"prompt_tokens", "response_tokens"})
_COUNTED = {
    "prompt": "coalesce(nullif(prompt_tokens, 0), response_tokens)",
    "response": "coalesce(nullif(response_tokens, 0), prompt_tokens)",
    "both": "prompt_tokens + response_tokens",
}


class Sending(NamedTuple):
    """texts, tokens: at most so many. dollars: at the price of a million tokens, None where no price is known."""

    texts: int
    tokens: int
    dollars: float | None


def sending(dataset: Dataset, reading: Reading, price: float | None = None) -> Sending:
    """What drawing the map from an endpoint sends. price: US dollars for a million tokens; the model's own by default."""
    counted = f"least({_COUNTED[reading.text]}, {_MOST})"
    found = dataset.query(f"SELECT count(*) FILTER (WHERE {counted} > 0), sum({counted}) FROM rows", reads=_READ)
    texts, tokens = (int(found.column(place)[0].as_py() or 0) for place in (0, 1))
    if price is None:
        price = PRICES.get(reading.endpoint[0])
    return Sending(texts, tokens, None if price is None else tokens * price / 1e6)
