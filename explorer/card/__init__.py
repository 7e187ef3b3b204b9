"""The card of a dataset that is passed on: README.md with the Hub's YAML, Croissant for machines, and a folder as hubs have it.

beside.write(view, options, written, profile, "apache-2.0")      beside an export
hub.write(view, Path("out"), options, HubOptions(), profile)     a whole folder
"""

from __future__ import annotations

from explorer.card import beside, hub
from explorer.card.hub import HubOptions, Laid

__all__ = ["HubOptions", "Laid", "beside", "hub"]
