"""Files that lie beside data and say something of it: they are no rows when a folder is opened."""

from __future__ import annotations

from pathlib import Path

_ALWAYS = frozenset(("dataset_infos.json", "dataset_dict.json", "croissant.json"))
"""Written by `datasets` and by hubs under names that nothing else bears."""

_RECIPE = ".recipe.json"
_HEAD = 4_096
_INFO_WORDS = (
    b'"features"',
    b'"splits"',
    b'"builder_name"',
    b'"file_name"',
    b'"hf_hub_url"',
    b'"ms_hub_url"',
    b'"citation"',
)
_STATE_WORDS = (b'"_data_files"', b'"_fingerprint"')


def is_about_data(path: Path) -> bool:
    """Whether a file describes data: what `datasets` and hubs write beside rows, and recipes of exports.

    Names that a file of rows could bear as well count only where the content is that of the description.
    """
    name = path.name.lower()
    if name in _ALWAYS:
        return True
    if name == "dataset_info.json":
        return _begins_with_any(path, _INFO_WORDS)
    if name == "state.json":
        return _begins_with_any(path, _STATE_WORDS)
    if name.endswith(_RECIPE):
        head = _head(path)
        return b'"recipe"' in head and b'"made_by"' in head
    return False


def _begins_with_any(path: Path, words: tuple[bytes, ...]) -> bool:
    head = _head(path)
    return head.lstrip()[:1] == b"{" and any(word in head for word in words)


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as handle:
            return handle.read(_HEAD)
    except OSError:
        return b""
