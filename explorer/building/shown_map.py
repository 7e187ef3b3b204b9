"""Which map a dataset shows: what was chosen to be read for it, and what is being drawn."""

from __future__ import annotations

from pathlib import Path

from explorer.errors import LayerError
from explorer.passes import MAP, PASSES, Reading
from explorer.passes.map_source import DEFAULT, ENDPOINT, from_dict
from explorer.store.cache import read_json, write_json
from explorer.store.layers import ASKED, Layer

_FILE = "reading.json"
_SHOWN, _WANTED = "shown", "wanted"


def shown(folder: Path) -> Reading:
    """The reading whose map is shown. folder: of the rows."""
    return _read(folder, _SHOWN)


def wanted(folder: Path) -> Reading:
    """The reading that was last asked for: its map may still be drawn, or have failed."""
    return _read(folder, _WANTED)


def want(folder: Path, reading: Reading) -> None:
    """Note that a map is asked for. It is shown at once where it is there, or where there is none to be shown instead."""
    _write(folder, _WANTED, reading)
    # An endpoint costs money: nothing but a wish for it may make a command go there.
    if is_drawn(folder, reading) or not (is_drawn(folder, shown(folder)) or reading.kind == ENDPOINT):
        show(folder, reading)


def show(folder: Path, reading: Reading) -> None:
    """Show this map from now on."""
    if shown(folder) != reading:
        _write(folder, _SHOWN, reading)


def is_drawn(folder: Path, reading: Reading) -> bool:
    """Whether its map is there."""
    one = MAP.of(reading)
    return Layer(folder, one.name, one.key).manifest() is not None


def drawn(folder: Path) -> list[Reading]:
    """The readings that have a map, the default first."""
    found = [DEFAULT] if is_drawn(folder, DEFAULT) else []
    for path in sorted(folder.glob(f"{MAP.name}-{MAP.key}-*/map.json")):
        try:
            reading = from_dict((read_json(path) or {}).get("reading", {}))
        except LayerError:
            continue
        if is_drawn(folder, reading) and reading not in found:
            found.append(reading)
    return found


def folders(folder: Path, on_request: bool) -> list[str]:
    """Folder names of the dataset layers that every build makes, or of those that are built on request."""
    reading = shown(folder)
    found = [f"{one.name}-{one.of(reading).key}" for one in PASSES if one.on_request == on_request]
    if on_request:
        for name in ASKED:
            found += sorted(path.parent.name for path in folder.glob(f"{name}-*/layer.json"))[-1:]
    return found


def require_free(folder: Path, reading: Reading) -> None:
    """LayerError where drawing would send rows to an endpoint."""
    if reading.kind == ENDPOINT and not is_drawn(folder, reading):
        raise LayerError(
            "This map comes from an endpoint and has to be drawn first.",
            "Ask for it: python -m explorer build SOURCE --layers map --vectors …, or draw it on the Map page.",
        )


def _read(folder: Path, name: str) -> Reading:
    try:
        return from_dict((read_json(folder / _FILE) or {}).get(name, {}))
    except LayerError:
        return DEFAULT


def _write(folder: Path, name: str, reading: Reading) -> None:
    write_json(folder / _FILE, {**(read_json(folder / _FILE) or {}), name: reading.as_dict()})
