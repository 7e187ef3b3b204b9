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

    def test_messages_of_a_shape_of_their_own(self) -> None:
        row = {"meta": {"talk": [{"x": {"y": "Ann"}, "z": "u"}, {"x": {"y": "Bo"}, "z": "a"}]}, "why": "because it is"}
        mapping = formats.parse_mapping("messages=meta.talk,turn_role=x.y,turn_text=z,reasoning=why")
        conversation = formats.decode(row, mapping)
        assert conversation.texts() == ("", "u", "<think>\nbecause it is\n</think>\n\na")
        assert conversation.sure  # a person has said who speaks

    def test_one_name_beside_a_known_one_is_the_other_side(self) -> None:
        row = {"messages": M(("user", "u"), ("Rei", "a"))}
        assert not formats.decode(row).sure
        told = formats.decode(row, formats.parse_mapping("messages=messages,turn_role=role,turn_text=content"))
        assert ([turn.role for turn in told.turns], told.sure) == (["user", "assistant"], True)

    def test_columns_of_speakers_and_texts(self) -> None:
        mapping = formats.parse_mapping("turn_role=who,turn_text=what")
        conversation = formats.decode({"who": ["human", "gpt"], "what": ["u", "a"]}, mapping)
        assert conversation.texts() == ("", "u", "a")
        assert {"who", "what"} <= conversation.consumed

    def test_a_switch_says_who_speaks(self) -> None:
        mapping = formats.parse_mapping("messages=log,turn_role=is_bot,turn_text=said")
        row = {"log": [{"is_bot": False, "said": "u"}, {"is_bot": True, "said": "a"}]}
        assert formats.decode(row, mapping).texts() == ("", "u", "a")

    def test_answers_that_are_messages(self) -> None:
        row = {
            "input": {"messages": M(("system", "s"), ("user", "u")), "tools": [{"name": "f"}]},
            "good": M(("assistant", "a")),
            "bad": M(("assistant", "r")),
        }
        for text in (
            "messages=input.messages,response=good,rejected=bad,tools=input.tools",
            "messages=input.messages,chosen=good,rejected=bad,tools=input.tools",
        ):
            conversation = formats.decode(row, formats.parse_mapping(text))
            assert (conversation.texts(), conversation.rejected) == (("s", "u", "a"), "r")
            assert (conversation.dialect, conversation.tools) == ("preference", '[{"name":"f"}]')

    def test_reference_images_and_json_within_text(self) -> None:
        mapping = formats.parse_mapping("prompt=q,response=a,reference=extra.gold,images=pics")
        row = {"q": "ask", "a": "told", "extra": '{"gold": 7}', "pics": ["x.png", "y.png"]}
        conversation = formats.decode(row, mapping)
        assert (conversation.reference, conversation.media) == ("7", 2)

    def test_messages_without_an_answer_are_not_sure(self) -> None:
        assert not formats.decode({"m": M(("user", "u"))}, formats.parse_mapping("messages=m")).sure

    def test_a_path_within_a_message_is_no_missing_field(self) -> None:
        mapping = formats.parse_mapping("messages=log,turn_role=who,turn_text=said,system=sys")
        assert formats.missing_fields(mapping, ["log"]) == ("sys",)

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

    def test_the_mapping_that_settles_messages_of_a_strange_shape(self) -> None:
        rows = [
            {
                "stuff": [
                    {"p": "Ann", "words": "how are you"},
                    {"p": "Bo", "words": "well, thank you"},
                    {"p": "Ann", "words": "good"},
                ]
            }
        ]
        assert not formats.decode(rows[0]).turns
        found = formats.suggest(rows)
        assert str(found.mapping) == "messages=stuff,turn_role=p,turn_text=words"
        read = formats.decode(rows[0], found.mapping)
        assert ([turn.role for turn in read.turns], read.sure) == (["user", "assistant", "user"], True)

    def test_no_mapping_is_offered_that_finds_no_answer(self) -> None:
        assert formats.suggest([{"messages": M(("user", "u"))}]).mapping is None

    def test_the_help_of_the_command_line_names_every_part(self) -> None:
        from explorer.cli.arguments import _MAP_HELP

        assert all(f"{part}," in _MAP_HELP or f"{part};" in _MAP_HELP for part in formats.PARTS)
