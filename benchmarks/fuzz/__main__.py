"""Fuzz readers, dialects, metrics, filters, recipes and builds with small inputs mutated from a seed.

    python -m benchmarks.fuzz --seconds 60
    python -m benchmarks.fuzz --inputs 100000 --seed 7
    python -m benchmarks.fuzz --seed 7 --only "filters:1234"

Printed as JSON: inputs tried of each kind, how many were read, refused with a sentence, and failed. What fails is written to a folder
with its traceback, and its seed is printed. Exit code 1 where something failed.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from benchmarks.fuzz import KINDS, run


def main() -> None:
    """Run as a command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=0.0, help="at most so long; default: no limit")
    parser.add_argument("--inputs", type=int, default=0, help="at most so many; default: no limit")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", default="", metavar="A,B", help=f"among {', '.join(kind.name for kind in KINDS)}")
    parser.add_argument("--only", default="", metavar="KIND:NUMBER", help="one input again, as a failed one is named")
    parser.add_argument("--kept", type=Path, default=Path("fuzz-failures"), help="folder for inputs that fail")
    options = parser.parse_args()
    named, _, number = options.only.partition(":")
    wanted = [named] if named else [name.strip() for name in options.kinds.split(",") if name.strip()]
    kinds = tuple(kind for kind in KINDS if not wanted or kind.name in wanted)
    if not kinds or len(kinds) < len(wanted):
        parser.error(f"kinds are {', '.join(kind.name for kind in KINDS)}")
    if not (options.seconds or options.inputs or named):
        options.seconds = 60.0
    first, inputs = (int(number or 0), 1) if named else (0, options.inputs)
    counts = run(options.seconds, inputs, options.seed, options.kept, kinds, first)
    result = {name: each.as_dict() for name, each in counts.items()}
    result["all"] = {key: sum(each[key] for each in result.values()) for key in ("tried", "read", "refused", "failed")}
    json.dump({"seed": options.seed, **result}, sys.stdout, indent=2)
    print()
    sys.exit(bool(result["all"]["failed"]))


if __name__ == "__main__":
    main()
