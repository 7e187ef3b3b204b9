"""Make the table of known datasets anew: figures only, of those whose licence lets them be passed on.

    python -m benchmarks.norms FOLDER [--out explorer/norms/known.json] [--cache FOLDER] [--only-vendi]

FOLDER: real files and an index.tsv with the columns file, source_repo, licence and may_redistribute. Files are read into a
cache of their own, which is removed unless one is named. The Vendi score is that of the vectors a map would be drawn from, of those
that are large enough for figures of meaning. --only-vendi: measure it alone, and leave all other figures of the table as they are.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from explorer import building, diversity, norms, scorecard
from explorer.diversity import formulas
from explorer.errors import ExplorerError
from explorer.passes import Inputs, encoder_vectors
from explorer.passes.map import SEED
from explorer.passes.texts import Texts
from explorer.store import Cache, Dataset
from explorer.view import View


def measured(cache: Cache, path: Path) -> tuple[int, dict[str, float]]:
    """(rows, figures) of a file."""
    dataset = building.run(cache, [path])
    view = View.of(dataset, by_hand=False)
    card = scorecard.score(view, scorecard.shipped())
    return dataset.rows, norms.figures(card, diversity.measure(view)) | meaning(dataset)


def meaning(dataset: Dataset) -> dict[str, float]:
    """The Vendi score as it is where a map is drawn, without drawing one; nothing of a dataset with few rows."""
    if dataset.rows < diversity.ENOUGH:
        return {}
    parts = dataset.text_parts()
    with tempfile.TemporaryDirectory() as scratch:
        inputs = Inputs(
            [path for path, _ in parts], [base for _, base in parts], Path(scratch), dataset.rows, Path(scratch)
        )
        texts = Texts(inputs.texts, inputs.bases, inputs.rows, inputs.reading.text)
        vectors, _ = encoder_vectors.vectors_of(inputs, texts, SEED)
        return {"vendi": round(formulas.vendi(vectors.astype(np.float16)), 6)}


def with_vendi(held: list[dict[str, Any]], index: list[dict[str, str]], folder: Path, cache: Cache) -> None:
    """Set the Vendi score of the datasets of a table."""
    files = {f"{entry['source_repo']}: {entry['source_path']}": folder / entry["file"] for entry in index}
    for one in held:
        try:
            one["figures"] |= meaning(building.run(cache, [files[one["name"]]], layers=[]))
        except (ExplorerError, KeyError) as error:
            print(f"{one['name']}: {error}", file=sys.stderr)
        finally:
            building.forget()


def main(argv: list[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=norms.KNOWN)
    parser.add_argument("--cache", type=Path, default=None, help="keep the cache here, for another run")
    parser.add_argument("--only-vendi", action="store_true", help="leave all other figures of the table as they are")
    options = parser.parse_args(argv)
    found: list[dict[str, Any]] = []
    with (options.folder / "index.tsv").open(encoding="utf-8", newline="") as handle:
        index = list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))
    if options.only_vendi:
        found = json.loads(options.out.read_text("utf-8"))["datasets"]
        with tempfile.TemporaryDirectory() as scratch:
            with_vendi(found, index, options.folder, Cache.at(options.cache or Path(scratch)))
    for entry in index if not options.only_vendi else ():
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
