"""The rows of one part, side by side: what every metric computes from."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.conversation import ASSISTANT, USER, Conversation, join_turns
from explorer.metrics.answers import Answer, Answers, read_answers
from explorer.metrics.text.needles import forget


class Batch:
    """Conversations and their canonical texts as lists of equal length.

    system, prompt, response: the texts that a user reads and searches; "" where absent.
    plain: True for a row of one user turn and one assistant turn without reasoning or tool calls,
    whose prompt and response are those turns' texts to the character.
    question: text of the last user turn before the response. answer: text of the response's turn, without the
    reasoning and tool calls that the source keeps apart from it. The same objects as prompt and response where plain.
    reference: the answer that another field of the row holds to be right, "" where there is none.
    """

    __slots__ = (
        "_answers",
        "answer",
        "conversations",
        "plain",
        "prompt",
        "question",
        "reference",
        "response",
        "system",
    )

    def __init__(self, conversations: Sequence[Conversation]) -> None:
        self.conversations = conversations
        self._answers: Answers | None = None
        forget()
        self.system: list[str] = []
        self.prompt: list[str] = []
        self.response: list[str] = []
        self.plain: list[bool] = []
        self.question: list[str] = []
        self.answer: list[str] = []
        self.reference = [conversation.reference for conversation in conversations]
        add_system, add_prompt = self.system.append, self.prompt.append
        add_response, add_plain = self.response.append, self.plain.append
        for conversation in conversations:
            turns = conversation.turns
            if len(turns) == 2:
                first, last = turns
                if (
                    first.role == USER
                    and last.role == ASSISTANT
                    and not (last.reasoning or last.tool_calls or first.reasoning or first.tool_calls)
                ):
                    add_system("")
                    add_prompt(first.text)
                    add_response(last.text)
                    add_plain(True)
                    self.question.append(first.text)
                    self.answer.append(last.text)
                    continue
            system, prompt, response = conversation.split()
            add_system("\n\n".join([turn.rendered() for turn in system]))
            add_prompt(join_turns(prompt))
            add_response(response.rendered() if response is not None else "")
            add_plain(False)
            asked = conversation.question_index()
            self.question.append(turns[asked].text if asked >= 0 else "")
            self.answer.append(response.text if response is not None else "")

    @property
    def answers(self) -> Answers:
        """All trained answers, each with its own question: what judgements of answers are made from."""
        if self._answers is None:
            self._answers = self._read_answers()
        return self._answers

    def _read_answers(self) -> Answers:
        held: list[Answer] = []
        latest: list[int] = []
        for row, conversation in enumerate(self.conversations):
            if self.plain[row]:
                if conversation.turns[1].trained is False:
                    latest.append(-1)
                else:
                    latest.append(len(held))
                    text = self.answer[row]
                    held.append(Answer(row, 1, 0, self.question[row], text, "", text, True))
                continue
            places = conversation.trained_turns()
            held += read_answers(conversation, row, places)
            is_response = bool(places) and places[-1] == conversation.answer_index()
            latest.append(len(held) - 1 if is_response else -1)
        return Answers(held, latest, self.conversations)

    def __len__(self) -> int:
        return len(self.conversations)
