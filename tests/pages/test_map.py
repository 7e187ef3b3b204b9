"""Map: the offer, and a page over a small map that is made by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from explorer import building, checksums
from explorer.building import shown_map
from explorer.passes import MAP, Reading
from explorer.progress import Progress
from explorer.queries import map_points, outliers, similar
from explorer.store import Cache
from explorer.store.cache import write_json
from explorer.store.layers import Layer
from explorer.ui.map import plot
from explorer.ui.map.build import LAYERS
from explorer.view import View

from .conftest import Open, texts


def draw_map(cache: Cache, source: Path) -> None:
    """Six rows in a line, of two topics."""
    dataset = building.run(cache, building.resolve(str(source)))
    rows = dataset.rows
    layer = Layer(dataset.folder, MAP.name, MAP.key)
    line = pa.array(np.arange(rows), pa.float32())
    topics = ["<b>one</b>" if row < 4 else "算法 · two" for row in range(rows)]
    columns = {"map_x": line, "map_y": line, "map_topic": topics, "cluster": topics, "apartness": line}
    nobody = [False] * rows
    columns |= {"in_knot": nobody, "meaning_group": pa.array([None] * rows, pa.int32()), "is_meaning_copy": nobody}
    layer.write(0, pa.table({"row_id": pa.array(range(rows), pa.int64()), **columns}))
    layer.path.mkdir(exist_ok=True)
    with checksums.artifact(layer.path / "vectors.npy") as target:
        np.save(target, np.eye(rows, 8, dtype=np.float16))
    facts = {"tier": "full", "agreement": None, "trustworthiness": 0.9, "preserved": 0.2}
    write_json(layer.path / "map.json", facts)
    layer.finish(MAP.columns, {"sparse": True, "rows": rows})


def test_without_a_map_it_is_offered(open_app: Open, tiny: Path) -> None:
    app = open_app(tiny, "map")
    assert not app.exception
    assert any(button.key == "map_draw" for button in app.button)


def test_with_a_map(open_app: Open, tiny: Path, cache: Cache) -> None:
    draw_map(cache, tiny)
    building.forget()
    app = open_app(tiny, "map", where="in_polygon(map_x, map_y, '-1 -1, 2.5 -1, 2.5 2.5, -1 2.5')")
    assert not app.exception and not app.error
    assert app.get("plotly_chart")
    assert "<b>one" not in texts(app)
    assert any(button.label.replace("\\", "") == "Drawn area (3 rows)" for button in app.button)
    app.selectbox(key="colour").set_value("total_tokens").run()
    assert not app.exception
    app.button(key="map_clear").click().run()
    assert not app.exception and "focus" not in app.query_params


def test_queries(tiny: Path, cache: Cache) -> None:
    draw_map(cache, tiny)
    building.forget()
    dataset = building.run(cache, building.resolve(str(tiny)))
    view = View.of(dataset, "map_x < 2")
    bounds = map_points.bounds(view)
    assert bounds is not None and (bounds.placed, bounds.kept) == (6, 2)
    found = map_points.raster(view, bounds.window, 8)
    assert (int(found.all.sum()), int(found.kept.sum())) == (6, 2)
    grouped = map_points.raster(view, bounds.window, 2, "map_topic").groups
    assert grouped is not None and grouped[0, 0] == "<b>one</b>" and grouped[1, 1] is None
    few = map_points.sample(view, bounds.window, "map_topic", 3)
    assert few.rows == 6 and few.points["is_kept"].to_pylist() == [True, True, False]
    assert few.points.equals(map_points.sample(view, bounds.window, "map_topic", 3).points)
    assert [(one.all, one.kept) for one in map_points.centres(view)] == [(4, 2), (2, 0)]
    assert map_points.inside(view, [(-1, -1), (1.5, -1), (1.5, 9), (-1, 9)]) == (2, 2)
    assert map_points.starts(view, [2, 0]) == ["把这句话翻译成英文：算法很快。", "Name a colour."]
    assert {one.row_id for one in similar.similar_to_row(view, 0)} == {1}


def test_frequent_values_are_those_of_all_rows_whatever_is_looked_at(tiny: Path, cache: Cache) -> None:
    draw_map(cache, tiny)
    building.forget()
    dataset = building.run(cache, building.resolve(str(tiny)))
    for where, kept in (("", [2, 1]), ("map_x >= 4", [0, 0])):
        found = map_points.frequent(View.of(dataset, where), "category", 2)
        assert [value for value, _, _ in found.values] == ["open_qa", "<b>"]
        assert [one[2] for one in found.values] == (kept if not where else [0, 1])
        assert found.others == 3 and found.other_rows == (3 if not where else 1)
    assert map_points.places(View.of(dataset), [3, 1, 99]) == [(1, 1.0, 1.0), (3, 3.0, 3.0)]


def test_names_are_broad_on_the_whole_map_and_finer_on_a_part() -> None:
    whole = map_points.Window(0.0, 10.0, 0.0, 10.0)
    part = map_points.Window(0.0, 4.0, 0.0, 4.0)
    assert plot._named("By zoom", whole, whole) == "map_topic"
    assert plot._named("By zoom", part, whole) == "cluster"
    assert (plot._named("Clusters", whole, whole), plot._named("Topics", part, whole)) == ("cluster", "map_topic")
    assert plot._named("None", whole, whole) == ""


def test_rows_that_are_looked_at_have_a_panel(open_app: Open, tiny: Path, cache: Cache) -> None:
    draw_map(cache, tiny)
    building.forget()
    app = open_app(tiny, "map", focus="row_id < 2")
    assert not app.exception and "2 rows" in texts(app)
    keys = {button.key for button in app.button}
    assert {"map_look", "map_drop", "map_keep_rows", "map_clear"} <= keys
    app.button(key="map_drop").click().run()
    assert not app.exception and "row_id < 2" in str(app.query_params["drop"])
    app = open_app(tiny, "map", focus="row_id < 2")
    app.button(key="map_keep_rows").click().run()
    assert not app.exception
    rows = building.run(cache, building.resolve(str(tiny)))
    rows.hand.sync()
    assert {row for row, record in rows.hand.records.items() if record.decision == "keep"} == {0, 1}
    app.button(key="map_clear").click().run()
    assert not app.exception and "focus" not in app.query_params


def test_an_area_without_rows_changes_nothing(open_app: Open, tiny: Path, cache: Cache) -> None:
    draw_map(cache, tiny)
    building.forget()
    app = open_app(tiny, "map")
    view = View.of(building.run(cache, building.resolve(str(tiny))))
    assert map_points.inside(view, [(50, 50), (51, 50), (51, 51)]) == (0, 0)
    assert "focus" not in app.query_params


def test_what_a_search_finds_can_be_taken_as_a_set(
    open_app: Open, tiny: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw_map(cache, tiny)
    building.forget()
    monkeypatch.setattr(similar, "query_vector", lambda *_: np.eye(1, 8, 3, dtype=np.float32)[0])
    app = open_app(tiny, "map", meaning="<b>a loop")
    assert not app.exception and not app.error
    assert "nearest in meaning" in texts(app)
    app.button(key="hits_drop").click().run()
    assert not app.exception
    step = str(app.query_params["drop"])
    assert "row_id" in step and "Like" in step
    app = open_app(tiny, "map", meaning="a loop")
    app.button(key="hits_clear").click().run()
    assert not app.exception and "nearest in meaning" not in texts(app)


def test_a_build_on_request_has_its_own_job(tiny: Path, cache: Cache) -> None:
    paths = building.resolve(str(tiny))
    usual, asked = (building.job_key(cache, paths, building.Options(), layers) for layers in ((), ("map",)))
    assert usual != asked
    assert building.status(cache, paths, layers=("map",)) is None


def test_a_window_in_the_url() -> None:
    whole = map_points.Window(-10.0, 10.0, -10.0, 10.0)
    for window in (
        map_points.Window(-1.25, 2.5, 0.0, 3.0),
        map_points.Window(1e-5, 2e-5, -123.0, 9.5),
        map_points.Window(-12, -9.0, 9, 1e5),
    ):
        assert map_points.window_of(map_points.spelled(window), whole) == window
    wrong = ["", "1 2 3", "1 2 3 4 5", "2 1 0 1", "nan 1 0 1", "-inf inf 0 1", "1e9 2e9 0 1", "a b c d", "0 1 1 1"]
    wrong += ["1_0 2_0 0 1", "١ ٢ 0 1", "0x1 2 0 1", "+1 2 0 1", f"{'1' * 400} 2 0 1"]
    apart = ["11 12 0 1", "-12 -11 0 1", "0 1 11 12", "0 1 -12 -11"]
    for text in wrong + apart:
        assert map_points.window_of(text, whole) is None, text


def test_the_zoom_is_kept_in_the_url(open_app: Open, tiny: Path, cache: Cache) -> None:
    draw_map(cache, tiny)
    building.forget()
    app = open_app(tiny, "map", zoom="-0.5 1.5 -0.5 1.5")
    assert not app.exception and not app.error
    assert app.query_params["zoom"] == "-0.5 1.5 -0.5 1.5"
    assert "All 2 rows are drawn." in texts(app)
    app.button(key="map_whole").click().run()
    assert not app.exception and "zoom" not in app.query_params
    assert "All 6 rows are drawn." in texts(app)
    assert not open_app(tiny, "map", zoom="<script>").exception


def test_a_zoom_beside_the_map_shows_the_whole(open_app: Open, tiny: Path, cache: Cache) -> None:
    draw_map(cache, tiny)
    building.forget()
    app = open_app(tiny, "map", zoom="900 901 900 901")
    assert not app.exception and not app.error
    assert "All 6 rows are drawn." in texts(app)


@pytest.mark.parametrize("ended", ["failed", "cancelled"])
def test_a_map_that_was_not_drawn_can_be_let_go(open_app: Open, tiny: Path, cache: Cache, ended: str) -> None:
    draw_map(cache, tiny)
    building.forget()
    app = open_app(tiny, "map")
    assert not any(button.key in ("map_keep", "map_go_on") for button in app.button)
    folder = building.run(cache, building.resolve(str(tiny))).folder
    other = Reading("response")
    shown_map.want(folder, other)
    key = building.job_key(cache, building.resolve(str(tiny)), building.Options(reading=other), LAYERS)
    facts = {"state": ended, "progress": Progress("Drawing the map").as_dict(), "error": ["It broke.", "Look."]}
    write_json(cache.folder("builds") / f"{key}.json", facts)
    app.run()
    assert not app.exception
    assert any(button.key == "map_go_on" for button in app.button)
    assert app.get("plotly_chart")
    app.button(key="map_keep").click().run()
    assert not app.exception and not app.error and not app.warning
    assert shown_map.wanted(folder) == shown_map.shown(folder) == Reading()


def test_rows_to_look_at(open_app: Open, tiny: Path, cache: Cache) -> None:
    draw_map(cache, tiny)
    building.forget()
    (view,) = [View.of(building.run(cache, building.resolve(str(tiny))), "row_id < 3")]
    found = outliers.signs(view)
    assert [(one.column.name, one.all, one.kept) for one in found] == [("apartness", 1, 0)]
    app = open_app(tiny, "map")
    assert "Rows to look at" not in texts(app)
    app.session_state["map_about"] = True
    app.run()
    assert not app.exception and "Rows to look at" in texts(app)
