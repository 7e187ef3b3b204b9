"""Make the table of known datasets anew: figures only, of those whose licence lets them be passed on.

    python -m benchmarks.norms FOLDER [--out explorer/norms/known.json] [--cache FOLDER]

FOLDER: real files and an index.tsv with the columns file, source_repo, licence and may_redistribute. Files are read into a
cache of their own, which is removed unless one is named. Maps are drawn of those that are large enough for figures of meaning.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from explorer import building, diversity, norms, scorecard
from explorer.errors import ExplorerError
from explorer.passes import MAP
from explorer.store import Cache
from explorer.view import View


def measured(cache: Cache, path: Path) -> tuple[int, dict[str, float]]:
    """(rows, figures) of a file."""
    dataset = building.run(cache, [path])
    if dataset.rows >= diversity.ENOUGH:
        dataset = building.run(cache, [path], layers=[MAP.name])
    view = View.of(dataset, by_hand=False)
    card = scorecard.score(view, scorecard.shipped())
    return dataset.rows, norms.figures(card, diversity.measure(view))


def main(argv: list[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=norms.KNOWN)
    parser.add_argument("--cache", type=Path, default=None, help="keep the cache here, for another run")
    options = parser.parse_args(argv)
    found: list[dict[str, Any]] = []
    with (options.folder / "index.tsv").open(encoding="utf-8", newline="") as handle:
        index = list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))
    for entry in index:
        if not entry["may_redistribute"].startswith("yes"):
            continue
        with tempfile.TemporaryDirectory() as scratch:
            try:
                rows, figures = measured(Cache.at(options.cache or Path(scratch)), options.folder / entry["file"])
            except ExplorerError as error:
                print(f"{entry['file']}: {error}", file=sys.stderr)
                continue
            finally:
                building.forget()
        if rows >= norms.FEWEST:
            name = f"{entry['source_repo']}: {entry['source_path']}"
            found.append({"name": name, "licence": entry["licence"], "rows": rows, "figures": figures})
    text = ",\n".join(json.dumps(one, ensure_ascii=False, sort_keys=True) for one in found)
    options.out.write_text(f'{{"datasets": [\n{text}\n]}}\n', encoding="utf-8")
    print(f"{len(found)} of {len(index)} datasets in {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
