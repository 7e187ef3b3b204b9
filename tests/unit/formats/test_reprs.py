"""Lists and objects as Python and NumPy print them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.formats.reprs import literal
from explorer.formats.values import parsed
from tests.growth import assert_linear, repeated


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[{'a': 'b'}\n {'a': 'c'}]", [{"a": "b"}, {"a": "c"}]),
        ("['a' 'b'\n 'c']", ["a", "b", "c"]),
        ("array([{'a': \"it's\"}], dtype=object)", [{"a": "it's"}]),
        ("[array(['x', 'y'], dtype='<U1'), array([], dtype=np.dtype('O'))]", [["x", "y"], []]),
        ("[{'t': datetime.datetime(2024, 1, 2, 0, 0), 'n': nan, 'f': np.float64(1.5)}]", [{"t": "datetime.datetime(2024, 1, 2, 0, 0)", "n": None, "f": 1.5}]),
        ("[{'a': None, 'b': True, 'c': (1, -2.5e3)}]", [{"a": None, "b": True, "c": (1, -2500.0)}]),
        ("[{'a': 'one\ntwo \\'three\\''} {'a': \"four\"}]", [{"a": "one\ntwo 'three'"}, {"a": "four"}]),
        ("[OrderedDict([('a', 1)]), Decimal('1.5')]", None),
        ("[{'o': OrderedDict([('a', 1)]), 'd': Decimal('1.5')}]", [{"o": {"a": 1}, "d": "1.5"}]),
        ("[{'a': 1} ... {'a': 2}]", None),  # NumPy left some out: that is no value to read
        ("[1] says 'so'", None),
        ("['a', 'b'", None),
        ("[{'a': __import__('os').system('true')}]", None),
        ("[{'a': 1 + 1}]", None),
        ("[{'a': [1, 2}]", None),
    ],
)  # fmt: skip
def test_what_a_text_prints(text: str, value: Any) -> None:
    assert literal(text) == value


_plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(st.lists(st.dictionaries(st.text(), _plain, min_size=1, max_size=3), min_size=1, max_size=3))
def test_python_reads_back(value: list[Any]) -> None:
    assert parsed(repr(value)) == value
    assert parsed("[" + "\n ".join(map(repr, value)) + "]") == value


@given(st.text(st.sampled_from("[]{}()'\",: \n\\ab1=.-"), max_size=40))
def test_nothing_raises(text: str) -> None:
    assert isinstance(parsed(f"[{{'{text}"), list | dict | None)
    assert isinstance(parsed(f"[{text}]"), list | dict | None)


@pytest.mark.parametrize(("before", "unit", "after"), [("[{'a': ", "'b' ", "}]"), ("['", "a", "']"), ("[[", "'x' ", "]]"), ("[", "{", "}]")])  # fmt: skip
def test_time_grows_with_the_text(before: str, unit: str, after: str) -> None:
    make = repeated(unit)
    assert_linear(lambda size: before + make(size) + after, parsed, 200_000)
