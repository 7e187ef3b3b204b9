"""Containers: what bytes a file holds and how they are cut into records. Knows nothing of dialects.

`locate` finds files; `open_file` understands one by its content; `plan` cuts it into spans in one pass; `read` parses
a span; `read_raw` and `read_values` read single records again; `preview` shows the first rows of a file of any size.
Every record is accounted for: `span.count == len(values) + blank + len(rejects)`.
"""

from explorer.sources.container import Container
from explorer.sources.containers import CONTAINERS, container_of
from explorer.sources.copies import require_copy
from explorer.sources.dispatch import (
    exactly,
    is_verbatim,
    is_whole_element,
    own_values,
    plan,
    read,
    read_raw,
    read_value,
    read_values,
)
from explorer.sources.identity import (
    changed,
    gone,
    has_same_bytes,
    identity_of,
    is_gone,
    is_unchanged,
    require_unchanged,
)
from explorer.sources.locate import display_names, locate
from explorer.sources.nearby import Folder, folder, near
from explorer.sources.opening import open_file
from explorer.sources.preview import head, preview
from explorer.sources.records import (
    Hasher,
    Preview,
    Records,
    Reject,
    Report,
    SourceFile,
    Span,
    fingerprint,
    joined,
    renumbered,
)
from explorer.sources.runs import is_entered, read_runs
from explorer.sources.splits import OPTION as SPLIT_OPTION
from explorer.sources.splits import of_files as splits_of
from explorer.sources.unread import standing_in

__all__ = [
    "CONTAINERS",
    "SPLIT_OPTION",
    "Container",
    "Folder",
    "Hasher",
    "Preview",
    "Records",
    "Reject",
    "Report",
    "SourceFile",
    "Span",
    "changed",
    "container_of",
    "display_names",
    "exactly",
    "fingerprint",
    "folder",
    "gone",
    "has_same_bytes",
    "head",
    "identity_of",
    "is_entered",
    "is_gone",
    "is_unchanged",
    "is_verbatim",
    "is_whole_element",
    "joined",
    "locate",
    "near",
    "open_file",
    "own_values",
    "plan",
    "preview",
    "read",
    "read_raw",
    "read_runs",
    "read_value",
    "read_values",
    "renumbered",
    "require_copy",
    "require_unchanged",
    "splits_of",
    "standing_in",
]
