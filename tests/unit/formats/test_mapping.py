"""A person's own mapping of fields to parts, and the one that is suggested."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import formats
from explorer.errors import MappingError

from .shorthand import M


class TestMapping:
    def test_reads_paths_and_parts(self) -> None:
        mapping = formats.parse_mapping("prompt=q, response=meta.answers.0.text, system=s")
        conversation = formats.decode({"q": "ask", "meta": {"answers": [{"text": "told"}]}, "s": "be"}, mapping)
        assert conversation.texts() == ("be", "ask", "told")
        assert {"q", "meta", "s"} <= conversation.consumed
        assert conversation.sure

    def test_a_name_with_dots_of_its_own_comes_first(self) -> None:
        mapping = formats.parse_mapping("text=a.b")
        assert formats.decode({"a.b": "whole", "a": {"b": "path"}}, mapping).texts()[2] == "whole"

    def test_rows_it_does_not_fit_are_read_without_it(self) -> None:
        mapping = formats.parse_mapping("prompt=q,response=a2")
        assert formats.decode({"instruction": "i", "output": "o"}, mapping).dialect == "alpaca"

    def test_messages_history_rejected_and_label(self) -> None:
        mapping = formats.parse_mapping("messages=talk,rejected=bad,label=ok")
        row = {"talk": M(("user", "u"), ("assistant", "a")), "bad": "r", "ok": True}
        conversation = formats.decode(row, mapping)
        assert (conversation.rejected, conversation.label, len(conversation.turns)) == ("r", "true", 2)

    @pytest.mark.parametrize(
        "text", ["", "prompt", "prompt=", "=x", "colour=x", "prompt=a,prompt=b", 'prompt="a', 'prompt="a"b', "system=s"]
    )
    def test_mistakes_are_named_with_a_hint(self, text: str) -> None:
        with pytest.raises(MappingError) as caught:
            formats.parse_mapping(text)
        assert caught.value.hint

    @given(st.dictionaries(st.sampled_from(formats.PARTS), st.text(min_size=1), min_size=1))
    def test_round_trip(self, parts: dict[str, str]) -> None:
        mapping = formats.make_mapping({"prompt": "p", **parts})
        assert formats.parse_mapping(str(mapping)) == mapping


class TestSuggest:
    def test_counts_and_doubt(self) -> None:
        found = formats.suggest([{"prompt": "p", "completion": "c"}, {"question": "q", "std_answer": "a"}, {"foo": 1}])
        assert {(count.dialect, count.rows, count.sure) for count in found.counts} == {
            ("prompt_completion", 1, 1),
            ("qa", 1, 0),
            ("unknown", 1, 0),
        }
        assert not found.sure
        assert str(found.mapping) == "prompt=question,response=std_answer"

    def test_a_mapping_for_a_table_it_does_not_know(self) -> None:
        rows = [{"disease": "flu", "treatment": "rest and a lot of water"}] * 3
        found = formats.suggest(rows)
        assert found.mapping is not None
        assert formats.decode(rows[0], found.mapping).texts()[1:] == ("flu", "rest and a lot of water")

    def test_nothing_to_ask_where_all_is_plain(self) -> None:
        found = formats.suggest([{"prompt": "p", "completion": "c"}])
        assert found.sure
        assert found.mapping is None
