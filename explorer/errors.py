"""Every error a user can meet, each with one clear sentence and a hint.

    ExplorerError
    ├── SourceError      a file cannot be found, opened or understood
    │   └── SourceChanged    a file is no longer the one that was read
    ├── MappingError     a field mapping does not fit the data
    ├── FilterError      a filter expression is not valid
    ├── LayerError       a layer is unknown or cannot be built
    │   ├── BuildCancelled   the user stopped the build; finished parts are kept
    │   └── DamagedError     a file of the cache holds other bytes than were written; it is built again
    ├── ExportError      an export cannot be written
    │   └── ExistsError      a file is there already
    ├── RecipeError      a recipe file is not valid or does not fit the data
    ├── ProfileError     a profile of thresholds is not valid
    ├── PolicyError      whoever shares the app does not let it be done
    ├── DecisionError    decisions by hand cannot be kept or read
    ├── CacheError       the cache folder cannot be used
    └── DiskFullError    there is no room for a file

Exit codes live in `explorer.cli`: all of these are 2, "bad input".
"""

from __future__ import annotations


class ExplorerError(Exception):
    """Base of all errors raised on purpose.

    `message` is one sentence that says what is wrong; `hint` says what to do next and may be empty.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[type[ExplorerError], tuple[str, str]]:
        # Errors cross process boundaries (workers of a build); the default would lose the hint.
        return type(self), (self.message, self.hint)

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class SourceError(ExplorerError):
    """A file cannot be found, opened or understood."""


class SourceChanged(SourceError):  # noqa: N818 (it is what happened)
    """A file is no longer the one that was read."""


class MappingError(ExplorerError):
    """A field mapping does not fit the data."""


class FilterError(ExplorerError):
    """A filter expression is not valid."""


class LayerError(ExplorerError):
    """A layer is unknown or cannot be built."""


class BuildCancelled(LayerError):  # noqa: N818 (it is what happened, no fault)
    """The user stopped the build; finished parts are kept."""


class DamagedError(LayerError):
    """A file of the cache holds other bytes than were written; it was removed and can be built again."""


class ExportError(ExplorerError):
    """An export cannot be written."""


class ExistsError(ExportError):
    """A file is there already, and nobody has said that it may be replaced."""


class RecipeError(ExplorerError):
    """A recipe file is not valid or does not fit the data."""


class ProfileError(ExplorerError):
    """A profile of thresholds is not valid."""


class PolicyError(ExplorerError):
    """Whoever shares the app does not let it be done."""


class DecisionError(ExplorerError):
    """Decisions by hand cannot be kept or read."""


class CacheError(ExplorerError):
    """The cache folder cannot be used."""


class DiskFullError(ExplorerError):
    """There is no room for a file; nothing of it is left behind."""
