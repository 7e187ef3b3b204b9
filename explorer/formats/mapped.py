"""Reading rows by a person's own mapping of fields to parts."""

from __future__ import annotations

from typing import Any

from explorer.conversation import ASSISTANT, SYSTEM, USER, Conversation, Turn
from explorer.formats.chats import dialect_of
from explorer.formats.flat import history_turns
from explorer.formats.mapping import ABSENT, NEEDED, Mapping, lookup
from explorer.formats.messages import read_turns
from explorer.formats.opened import messages_in
from explorer.formats.speakers import role_of_switch
from explorer.formats.transcripts import split_transcript
from explorer.formats.values import media_count, parsed, text_of, thought_of, tools_text

_INSIDE = ("turn_role", "turn_text")
"""Parts whose paths start at a message, not at the row."""


class MappedReader:
    """Reads rows by a mapping. `read` gives None for a row that has none of the mapped prompts, answers or texts."""

    def __init__(self, mapping: Mapping) -> None:
        self._paths = dict(mapping.pairs)
        self._consumed: dict[tuple[str, ...], frozenset[str]] = {}
        self._parts = {"context" if part == "input" else part: path for part, path in self._paths.items()}
        given = self._paths.keys()
        self._dialect = (
            "preference"
            if given & {"rejected", "chosen"}
            else "kto"
            if "label" in given
            else "alpaca"
            if given & {"input", "history"}
            else "text"
            if "text" in given and "response" not in given
            else "prompt_completion"
        )

    def read(self, row: Any) -> Conversation | None:
        """One row by the mapping."""
        held = {part: lookup(row, path) for part, path in self._paths.items()}
        found = {part: value for part, value in held.items() if value is not ABSENT}
        if "messages" not in self._paths and all(isinstance(found.get(part), list) for part in _INSIDE):
            pairs = zip(found["turn_role"], found["turn_text"], strict=False)
            found["messages"] = [{"turn_role": who, "turn_text": said} for who, said in pairs]
        if not found.keys() & NEEDED:
            return None
        notes: list[str] = []

        def text(part: str) -> str:
            said, remark = text_of(found[part])
            if remark and (found[part] is not None or part in ("prompt", "response", "text")):
                notes.append(f"{self._paths[part]} {remark}")
            return said

        turns: list[Turn] = []
        dialect, media, sure = self._dialect, 0, True
        if "history" in found:
            turns += history_turns(found["history"])
        for part in ("messages", "prompt", "text", "response", "chosen"):
            if part not in found or (part == "chosen" and "response" in found):
                continue
            items = self._messages(found[part], part)
            if items is not None:
                more, count, remarks, known = read_turns(items, told=True)
                if part == "chosen" and any(turn.role == USER for turn in more):
                    turns = []  # the whole dialogue stands in it
                if turns and more and more[0].role == SYSTEM and turns[0].role == SYSTEM:
                    more = more[1:]
                turns += more
                media += count
                notes += remarks
                # With both of its parts named, a person has looked at who speaks.
                sure = sure and (
                    known or (part == "messages" and all(turn.role in (USER, ASSISTANT, SYSTEM) for turn in more))
                )
                if part == "messages" and dialect == "prompt_completion":
                    dialect = dialect_of(items, self._paths.get("messages", ""))
                continue
            said = text(part)
            if part == "messages":
                turns += split_transcript(said) or ([Turn(USER, said)] if said else [])
            elif part == "prompt":
                extra = text("input") if "input" in found else ""
                turns.append(Turn(USER, f"{said}\n{extra}" if extra and said else said or extra))
            elif part == "text":
                turns += split_transcript(said) or [Turn(USER if "response" in found else ASSISTANT, said)]
            else:
                turns.append(Turn(ASSISTANT, said))
        if "reasoning" in found:
            self._add_reasoning(turns, found["reasoning"])
        if "system" in found and (system := text("system")):
            turns.insert(0, Turn(SYSTEM, system))
        answered = any(turn.role == ASSISTANT for turn in turns)
        made = Conversation(
            dialect,
            tuple(turns),
            self._consumed_by(found),
            tools_text(found["tools"]) if "tools" in found else "",
            self._rejected(found.get("rejected"), notes),
            text_of(found["label"])[0] if "label" in found else "",
            max(media, media_count(found["images"])) if "images" in found else media,
            sure and (answered or not found.keys() & {"messages", "response", "chosen"}),
            tuple(notes),
            text_of(found["reference"])[0] if "reference" in found else "",
        )
        made.parts = self._parts
        return made

    def _messages(self, value: Any, part: str) -> list[Any] | None:
        """The messages that a part holds, with the speakers and texts that the mapping names; None where it holds none."""
        if isinstance(value, str):
            value = parsed(value)
        if part != "messages" and not _are_messages(value):
            return None
        opened = messages_in(value)
        if opened is None:
            return None
        items, system = opened
        if part == "messages" and self._paths.keys() & set(_INSIDE):
            items = [self._message(item) if isinstance(item, dict) else item for item in items]
        return [{"role": SYSTEM, "content": system}, *items] if system else items

    def _message(self, item: dict[str, Any]) -> dict[str, Any]:
        role, said = self._paths.get("turn_role", ""), self._paths.get("turn_text", "")
        if "turn_role" in item and "turn_text" in item:
            role, said = "turn_role", "turn_text"
        who = lookup(item, role) if role else item.get("role", item.get("from"))
        if isinstance(who, bool) and (on := role_of_switch(role)):
            who = on if who else ASSISTANT if on == USER else USER
        told = lookup(item, said) if said else item.get("content", item.get("value"))
        rest = {key: held for key, held in item.items() if key not in (role, said, "role", "content", "from", "value")}
        return {**rest, "role": None if who is ABSENT else who, "content": None if told is ABSENT else told}

    def _add_reasoning(self, turns: list[Turn], value: Any) -> None:
        for turn in reversed(turns):
            if turn.role == ASSISTANT:
                turn.reasoning = thought_of(value, turn.text) or turn.reasoning
                return

    def _rejected(self, value: Any, notes: list[str]) -> str | None:
        if value is None:
            return None
        items = self._messages(value, "rejected")
        if items is not None:
            turns = read_turns(items)[0]
            last = next((turn for turn in reversed(turns) if turn.role == ASSISTANT), turns[-1] if turns else None)
            return last.rendered() if last is not None else ""
        said, remark = text_of(value)
        if remark:
            notes.append(f"{self._paths['rejected']} {remark}")
        return said

    def _consumed_by(self, found: dict[str, Any]) -> frozenset[str]:
        parts = tuple(part for part in found if part not in ("label", "images", "reference"))
        names = self._consumed.get(parts)
        if names is None:
            paths = [self._paths[part] for part in parts if part in self._paths]
            # A path's first step is the field it starts from; a name with dots of its own is kept whole too.
            names = frozenset(paths) | frozenset(path.split(".")[0] for path in paths)
            self._consumed[parts] = names
        return names


def _are_messages(value: Any) -> bool:
    items = value if isinstance(value, list) else [value]
    return bool(items) and all(
        isinstance(item, dict) and item.keys() & {"role", "from"} and item.keys() & {"content", "value", "tool_calls"}
        for item in items
    )
