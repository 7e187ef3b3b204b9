"""The map's figure: points, colours, names, and nothing of the data that the browser could run."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pyarrow as pa
from PIL import Image

from explorer.charts import map_colours, scatter
from explorer.charts.map_colours import Shades
from explorer.charts.scatter import Drawn
from explorer.charts.theme import COLOURS, OTHER, PALETTE, value_colours
from explorer.queries.map_points import Centre, Frequent, Raster, Sample, Window

WINDOW = Window(0.0, 10.0, 0.0, 10.0)


def sample(values: list[object], kept: list[bool] | None = None, left: list[bool] | None = None) -> Sample:
    rows = len(values)
    points = pa.table(
        {
            "row_id": pa.array(range(rows), pa.int64()),
            "x": pa.array(np.linspace(1, 9, rows), pa.float32()),
            "y": pa.array(np.linspace(1, 9, rows), pa.float32()),
            "is_kept": kept or [True] * rows,
            "is_left": left or [True] * rows,
            "value": values,
        }
    )
    return Sample(points, rows)


def draw(
    found: Sample, names: list[Centre] | None = None, lit: Sequence[tuple[float, float]] = (), **more: object
) -> dict:
    starts = ["<b>hi</b>"] * found.points.num_rows
    return scatter.scatter(found, starts, names or [], Drawn(WINDOW, lit=lit), "light", **more).to_dict()  # type: ignore[arg-type]


def test_values_have_the_colours_that_they_are_given_and_the_rest_is_grey() -> None:
    values: list[object] = [f"v{i}" for i in range(10) for _ in range(10 - i)]
    found = Frequent([(f"v{i}", 10 - i, 9 - i) for i in range(8)], 2, 3, 0)
    shades = map_colours.of_values("category", found, [value for value, _, _ in found.values])
    data = draw(sample(values), column="kind", shades=shades)["data"]
    points = [one for one in data if one.get("customdata")]
    assert [one["marker"]["color"] for one in points] == [OTHER, *PALETTE[:8]]
    legend = [one["name"] for one in data if one.get("showlegend") is not False]
    assert legend[0] == "v0 · 9" and legend[-1] == "2 other values · 3" and len(legend) == 9


def test_every_topic_has_a_colour_and_neighbours_never_share_one() -> None:
    side = 5
    groups = [Centre(f"t{i}", i % side, i // side, 100 - i, 1) for i in range(side * side)]
    shades = map_colours.of_groups(groups)
    assert set(shades.colours) == {one.name for one in groups} and not shades.legend
    for one in groups:
        for other in groups:
            apart = abs(one.x - other.x) + abs(one.y - other.y)
            assert apart != 1 or shades.colours[one.name] != shades.colours[other.name]
    # What is looked at changes how many rows are kept, and no colour.
    assert map_colours.of_groups([one._replace(kept=0) for one in groups]) == shades


def test_what_is_not_looked_at_keeps_its_colour_and_steps_back() -> None:
    shades = Shades({"a": "#111111", "b": "#222222"})
    data = draw(
        sample(["a", "b", "a", "b"], [True, False, False, False], [True, True, True, False]), column="k", shades=shades
    )["data"]
    dropped, aside_a, aside_b, inside = data
    assert dropped["marker"]["color"] == COLOURS["light"].ghost
    assert (aside_a["marker"]["color"], aside_b["marker"]["color"]) == ("#111111", "#222222")
    assert inside["marker"]["color"] == "#111111"
    assert aside_a["marker"]["opacity"] < inside["marker"]["opacity"]


def test_what_a_search_found_is_lit_and_the_rest_fades() -> None:
    plain = draw(sample([1, 2]))["data"][0]
    points, lit = draw(sample([1, 2]), lit=[(1.0, 1.0)])["data"]
    assert points["marker"]["opacity"] < plain["marker"]["opacity"] and lit["marker"]["size"] > points["marker"]["size"]
    assert lit["hoverinfo"] == "skip"


def test_text_of_rows_and_names_is_inert() -> None:
    shades = Shades({"<script>": "#111111"})
    drawn = draw(sample(["<script>", None]), [Centre("<img src=x>", 5, 5, 2, 2)], column="kind", shades=shades)
    assert "<script" not in str(drawn["data"]) and "<img" not in str(drawn) and "<b>" not in str(drawn["data"])


def test_dropped_rows_are_faded_and_silent() -> None:
    data = draw(sample([1, 2, 3], [True, False, True], [True, False, True]))["data"]
    assert data[0]["hoverinfo"] == "skip"
    assert len(data) == 2


def test_numbers_are_clipped_and_missing_ones_grey() -> None:
    data = draw(sample([*range(100), None, 10**9]), column="n", numeric=True)["data"]
    assert data[0]["marker"]["color"] == OTHER
    assert data[-1]["marker"]["cmax"] < 10**6


def test_numbers_share_the_colours_of_a_few_steps() -> None:
    rows = 1_000
    data = draw(sample([None, *range(rows - 1)]), column="n", numeric=True)["data"]
    missing, *steps, bar = data
    assert missing["marker"]["color"] == OTHER and len(steps) == scatter._STEPS
    assert len({step["marker"]["color"] for step in steps}) == scatter._STEPS
    values = [np.frombuffer(base64.b64decode(one["customdata"]["bdata"]), one["customdata"]["dtype"]) for one in steps]
    assert sorted(np.concatenate(values)) == list(range(1, rows))  # each point once
    assert all(before.max() < after.min() for before, after in pairwise(values))
    assert bar["marker"]["showscale"] and bar["marker"]["cmin"] < 0.02 * rows < 0.98 * rows < bar["marker"]["cmax"]


def test_names_do_not_overlap() -> None:
    names = [Centre("large topic", 5, 5, 9, 9), Centre("small topic", 5.1, 5, 3, 3), Centre("above", 5, 8, 2, 2)]
    texts = [one["text"] for one in draw(sample([1]), names)["layout"]["annotations"]]
    assert texts == ["large topic", "above"]


def test_names_at_an_edge_are_held_by_it() -> None:
    names = [Centre(f"name of {x}", x, y, 2, 2) for x, y in ((0.0, 1), (5.0, 3), (10.0, 5))]
    drawn = {one["text"]: (one["xanchor"], one["x"]) for one in draw(sample([1]), names)["layout"]["annotations"]}
    assert drawn == {"name of 0.0": ("left", 0.0), "name of 5.0": ("center", 5.0), "name of 10.0": ("right", 10.0)}


def test_density_leaves_empty_cells_clear() -> None:
    counts = np.zeros((4, 4), dtype=np.int32)
    counts[1, 2] = 1000
    kept = counts // 2
    for raster in (Raster(WINDOW, counts, counts), Raster(WINDOW, counts, kept)):
        (picture,) = draw(sample([1]), raster=raster)["layout"]["images"]
        written = base64.b64decode(picture["source"].partition(",")[2])
        pixels = np.asarray(Image.open(io.BytesIO(written)))
        assert pixels.shape == (4, 4, 4)
        assert pixels[..., 3].astype(bool).nonzero() == ([2], [2])  # counted from the top
        assert (picture["x"], picture["y"]) == (WINDOW.left, WINDOW.top)
    assert not draw(sample([1]))["layout"].get("images")


def test_density_takes_the_colour_of_the_commonest_group() -> None:
    counts = np.array([[3, 0], [2, 1]], dtype=np.int32)
    groups = np.array([["a", None], ["b", "unknown"]], dtype=object)
    raster = Raster(WINDOW, counts, counts, groups)
    (picture,) = draw(sample(["a"]), raster=raster, column="k", shades=Shades({"a": "#102030", "b": "#405060"}))[
        "layout"
    ]["images"]
    pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(picture["source"].partition(",")[2]))))
    below, above = pixels[1], pixels[0]  # counted from the top
    assert tuple(below[0, :3]) == (0x10, 0x20, 0x30) and tuple(above[0, :3]) == (0x40, 0x50, 0x60)
    assert below[1, 3] == 0 and above[1, 3] > 0


def test_a_value_has_the_colour_that_it_has_on_other_pages() -> None:
    found = Frequent([("open_qa", 9, 9), ("programming", 5, 5), ("other", 3, 3)], 0, 0, 0)
    shades = map_colours.of_values("ability", found, ["Open questions", "Programming", "Other"])
    assert shades.colours == value_colours("ability", ["open_qa", "programming", "other"])
    assert len(set(shades.colours.values())) == 3
