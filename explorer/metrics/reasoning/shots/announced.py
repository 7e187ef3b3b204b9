"""One worked example that the prompt announces, and then the case to do: the two need not be of one form."""

from __future__ import annotations

import re
from collections.abc import Sequence

from explorer.metrics.reasoning.labels import WANTED
from explorer.metrics.reasoning.shots.found import NONE, Examples, Line
from explorer.metrics.text.quick import Quick

_CUE = Quick(
    r"\b(?:examples?|demonstration|exemplar)\b|\[ex q\]|示例|样例|范例|例子|举例|例如|例题|例[：:]", re.IGNORECASE
)
_ANSWER = Quick(
    r"[\W\d_]{0,4}(?:example |sample )?([^\W\d_][^\n:：]{0,20}?)\s?\d{0,2}[\]】*]{0,2}[:：][*]{0,2}\s{0,3}(?=\S)",
    re.IGNORECASE,
)
_CASE = Quick(
    r"[\W\d_]{0,4}(?:now\b|your turn|new (?:input|question|case|problem|task)|next (?:input|question|case|problem)|part \d|exercise|complete the following"
    r"|(?:input|question|problem|task|test)(?: to (?:solve|do|answer))?\s?[:：]|现在|接下来|轮到|下面(?:请|是)|请(?:你|按|参照|根据|处理|回答|完成)|练习)",
    re.IGNORECASE,
)
_LATE = Quick(r"(?:now|your turn|new|next|part|exercise|complete|现在|接下来|轮到|练习)", re.IGNORECASE)


def announced_once(lines: Sequence[Line]) -> Examples:
    """An example behind the word for it, with its answer under a label, and behind that the case that is left open."""
    cue = next((place for place, line in enumerate(lines) if len(line.text) < 400 and _CUE.search(line.text)), -1)
    if cue < 0:
        return NONE
    answers: list[int] = []
    for place in range(cue, len(lines)):
        text = lines[place].text
        if answers and place > answers[-1] and (case := _CASE.match(text)):
            open_end = lines[-1].text[-1] in ":：" and place < len(lines)
            if open_end or (_LATE.search(case[0]) and (place + 1 < len(lines) or len(text) > case.end() + 8)):
                return Examples(
                    len(answers), tuple((lines[n].start, lines[n].start + min(len(lines[n].text), 60)) for n in answers)
                )
        elif (answer := _ANSWER.match(text)) and answer[1].strip().lower() in WANTED:
            answers.append(place)
    return NONE
