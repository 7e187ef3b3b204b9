"""Jinja as chat templates use it: in a sandbox, with `{% generation %}` around what the assistant says."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib import resources
from typing import Any

from jinja2 import TemplateError, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

from explorer.trainers.chat.texts import TextTemplate


class RenderError(Exception):
    """A template that does not take these messages; says why."""


class _Generation(Extension):
    """`{% generation %} … {% endgeneration %}`: what the assistant says stands between two marks that no text can hold."""

    tags = {"generation"}  # noqa: RUF012  # what Jinja calls for

    def parse(self, parser: Parser) -> nodes.Node:
        line = next(parser.stream).lineno
        body = parser.parse_statements(("name:endgeneration",), drop_needle=True)
        return nodes.CallBlock(self.call_method("_marked", [nodes.ContextReference()]), [], [], body).set_lineno(line)

    def _marked(self, context: Any, caller: Callable[[], str]) -> str:
        mark = context.get("generation_mark") or ""
        return f"{mark}{caller()}{mark}"


def _refuse(said: str) -> None:
    raise RenderError(said)


def _to_json(value: Any, **_: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


@lru_cache(maxsize=1)
def _environment() -> ImmutableSandboxedEnvironment:
    made = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[_Generation])
    made.filters["tojson"] = _to_json
    made.globals["raise_exception"] = _refuse
    return made


def _source(name: str) -> str:
    return resources.files("explorer.trainers.chat").joinpath("templates", f"{name}.jinja").read_text("utf-8")


@lru_cache(maxsize=64)
def _compiled(name: str) -> Any:
    return _environment().from_string(_source(name))


@lru_cache(maxsize=64)
def message_fields(name: str) -> frozenset[str]:
    """Names of the fields of a message that the template of this name looks at: of all that it calls `message`."""
    found: set[str] = set()
    for node in _environment().parse(_source(name)).find_all((nodes.Getattr, nodes.Getitem)):
        held: nodes.Node = node
        while isinstance(held, nodes.Getattr | nodes.Getitem):
            held = held.node
        if not isinstance(held, nodes.Name) or held.name != "message":
            continue
        if isinstance(node, nodes.Getattr):
            found.add(node.attr)
        elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
            found.add(str(node.arg.value))
    return frozenset(found)


def render(
    template: TextTemplate,
    messages: Sequence[dict[str, Any]],
    tools: Sequence[Any] = (),
    *,
    training: bool = False,
    prompt_only: bool = False,
    mark: str = "",
) -> str:
    """The text of messages. training: by the variant for training. prompt_only: an answer is to follow.

    Raises `RenderError` where the template stops with an error.
    """
    try:
        return _compiled(template.name + ("_training" if training else "")).render(
            messages=list(messages),
            tools=list(tools) or None,
            bos_token=template.bos,
            eos_token=template.eos,
            default_system=template.default_system,
            add_generation_prompt=prompt_only,
            generation_mark=mark,
        )
    except RenderError:
        raise
    except (
        TemplateError,
        TypeError,
        ValueError,
        KeyError,
        AttributeError,
        IndexError,
        OverflowError,
        RecursionError,
    ) as error:
        raise RenderError(f"{type(error).__name__}: {error}"[:200]) from error


def spans(
    template: TextTemplate, messages: Sequence[dict[str, Any]], tools: Sequence[Any] = ()
) -> tuple[str, list[tuple[int, int]]]:
    """(text by the training variant, where in it the assistant speaks)."""
    mark = f"\0{secrets.token_hex(16)}\0"
    parts = render(template, messages, tools, training=True, mark=mark).split(mark)
    found: list[tuple[int, int]] = []
    at = 0
    for place, part in enumerate(parts):
        if place % 2:
            found.append((at, at + len(part)))
        at += len(part)
    return "".join(parts), found
