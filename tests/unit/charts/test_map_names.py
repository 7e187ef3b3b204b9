"""Names on the map: broken where they are long, whole, and none over another."""

from __future__ import annotations

import pytest

from explorer.charts import map_names
from explorer.queries.map_points import Centre, Window


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Maths problems", ["Maths problems"]),
        ("Mixed: poems and lyrics; summaries and rewriting", ["Mixed: poems and lyrics;", "summaries and rewriting"]),
        ("混合：自然与科学常识、观念与社会等", ["混合：自然与科学常识、", "观念与社会等"]),
        ("Onewordthatislongerthanaline", ["Onewordthatislongerthanaline"]),
        ("", [""]),
    ],
)
def test_a_long_name_is_broken_between_words_and_loses_nothing(name: str, lines: list[str]) -> None:
    found = map_names.broken(name)
    assert found == lines
    assert "".join(found).replace(" ", "") == name.replace(" ", "")


def test_of_two_names_at_one_place_the_larger_group_has_its_own() -> None:
    window = Window(0.0, 10.0, 0.0, 10.0)
    names = [Centre("small", 5.0, 5.0, 3, 3), Centre("large", 5.0, 5.1, 9, 9), Centre("<b>far</b>", 5.0, 9.0, 1, 1)]
    shown = [one["text"] for one in map_names.labels(names, window, 640, "light")]
    assert shown == ["large", "&lt;b&gt;far&lt;/b&gt;"]


def test_names_that_only_a_wide_map_has_room_for_are_told() -> None:
    window = Window(0.0, 10.0, 0.0, 10.0)
    names = [
        Centre("Law and contracts", 4.0, 5.0, 9, 9),
        Centre("Comparisons", 6.5, 5.0, 5, 5),
        Centre("Maths", 5.0, 1.0, 3, 3),
        Centre("hidden behind", 4.0, 5.0, 2, 2),
    ]
    shown = [one["text"] for one in map_names.labels(names, window, 640, "light")]
    assert shown == ["Law and contracts", "Comparisons", "Maths"]
    assert map_names.crowded(names, window, 640) == [1]
    assert map_names.crowded(names[:1], window, 640) == []
