"""How a benchmark that looks for faults ends: its counts as JSON, and exit code 1 where something went wrong."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn


def tell(name: str, run: Callable[[Path], dict[str, Any]]) -> NoReturn:
    """Print what `run` finds in a folder of its own, which goes afterwards. Its "wrong" holds what went wrong."""
    with tempfile.TemporaryDirectory(prefix=f"explorer-{name}-", ignore_cleanup_errors=True) as folder:
        result = run(Path(folder))
    json.dump(result, sys.stdout, indent=2)
    print()
    sys.exit(bool(result["wrong"]))
