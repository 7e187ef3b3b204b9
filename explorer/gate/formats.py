"""The gate's outcomes for other tools: Markdown for a pull request, JUnit and SARIF for a CI, flat numbers for trackers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import orjson

from explorer import __version__
from explorer.gate.outcome import Outcome
from explorer.markup import clean, markdown_text

_SYMBOL = {"pass": "pass", "warn": "**warn**", "fail": "**fail**", "unknown": "not enough data"}
_ORDER = ("fail", "warn", "unknown", "pass")
_LEVEL = {"fail": "error", "warn": "warning", "unknown": "note"}
_HELP = "docs/checks.md"
# XML 1.0 has no place for these, escaped or not.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _in_order(found: Sequence[Outcome]) -> list[Outcome]:
    return sorted(found, key=lambda one: _ORDER.index(one.state))


def markdown(name: str, found: Sequence[Outcome], failed: Sequence[Outcome]) -> str:
    """A summary for a pull request: what failed first, everything that passed folded."""
    tally = {state: sum(one.state == state for one in found) for state in _ORDER}
    head = "passed" if not failed else f"failed: {len(failed)} of {len(found)} checks"
    lines = [
        f"### {markdown_text(name)}: {head}",
        "",
        f"{tally['fail']} fail, {tally['warn']} warn, {tally['pass']} pass, {tally['unknown']} not enough data",
        "",
    ]
    bad = [one for one in _in_order(found) if one.state in ("fail", "warn")]
    if bad:
        lines += ["| verdict | check | found | limit |", "|---|---|---|---|"]
        lines += [
            f"| {_SYMBOL[one.state]} | `{one.code}` {markdown_text(one.title)} | {markdown_text(one.said)} | {markdown_text(one.limit)} |"
            for one in bad
        ]
        lines.append("")
    rest = [one for one in _in_order(found) if one.state not in ("fail", "warn")]
    if rest:
        lines += ["<details><summary>Everything else</summary>", ""]
        lines += [
            f"- {_SYMBOL[one.state]} `{one.code}` {markdown_text(one.title)}: {markdown_text(one.said)}" for one in rest
        ]
        lines += ["", "</details>"]
    return "\n".join(lines).rstrip() + "\n"


def junit(name: str, found: Sequence[Outcome], failed: Sequence[Outcome]) -> str:
    """JUnit XML: a test case a check; what closes the gate is a failure, what cannot be told is skipped."""
    closed = {one.code for one in failed}
    skipped = [one for one in found if one.code not in closed and one.state == "unknown"]
    suite = ElementTree.Element(
        "testsuite",
        name=_xml(name),
        tests=str(len(found)),
        failures=str(len(closed)),
        errors="0",
        skipped=str(len(skipped)),
    )
    for one in found:
        case = ElementTree.SubElement(suite, "testcase", classname="sft-explorer", name=_xml(f"{one.code} {one.title}"))
        if one.code in closed:
            failure = ElementTree.SubElement(case, "failure", message=_xml(one.said), type=one.state)
            failure.text = _xml(
                "\n".join([f"limit: {one.limit}", one.todo, *(f"{p.file}:{p.line}" for p in one.places)])
            )
        elif one.state == "unknown":
            ElementTree.SubElement(case, "skipped", message=_xml(one.said))
    suites = ElementTree.Element("testsuites")
    suites.append(suite)
    ElementTree.indent(suites)
    return ElementTree.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def _xml(text: object) -> str:
    return _NOT_XML.sub("\ufffd", clean(str(text)))


def sarif(name: str, found: Sequence[Outcome], failed: Sequence[Outcome]) -> str:
    """SARIF 2.1.0: a rule a check, a result for each row that is named, at its line."""
    del failed
    rules = [
        {
            "id": one.code,
            "shortDescription": {"text": one.title},
            "fullDescription": {"text": one.why or one.title},
            "help": {"text": one.todo or one.why or one.title},
            "helpUri": f"{_HELP}#{one.code.replace('.', '')}",
        }
        for one in found
    ]
    results = [result for one in _in_order(found) if one.state in ("fail", "warn") for result in _results(name, one)]
    facts = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "sft-explorer", "version": __version__, "rules": rules}},
                "columnKind": "unicodeCodePoints",
                "results": results,
            }
        ],
    }
    return orjson.dumps(facts, option=orjson.OPT_INDENT_2).decode() + "\n"


def _results(name: str, one: Outcome) -> list[dict[str, Any]]:
    said = {"text": f"{one.said} ({one.limit}) {one.todo}".strip()}
    places = [(place.file, place.line) for place in one.places] or [(name, 1)]
    return [
        {
            "ruleId": one.code,
            "level": _LEVEL[one.state],
            "message": said,
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": quote(file.encode("utf-8", "replace"))},
                        "region": {"startLine": max(1, number)},
                    }
                }
            ],
        }
        for file, number in places
    ]


def metrics(found: Sequence[Outcome], counts: Mapping[str, int | None]) -> dict[str, float]:
    """Flat numbers by name, as DVC, MLflow and W&B read them: the value of each check, and counts."""
    flat = {name: float(value) for name, value in counts.items() if value is not None}
    flat.update({one.code: float(one.value) for one in found if one.value is not None})
    for state in _ORDER:
        flat[f"checks.{state}"] = float(sum(one.state == state for one in found))
    return flat


FORMATS: dict[str, Callable[[str, Sequence[Outcome], Sequence[Outcome]], str]] = {
    "markdown": markdown,
    "junit": junit,
    "sarif": sarif,
}
"""By name; `text` and `json` are the verb's own."""


def render(kind: str, name: str, found: Sequence[Outcome], failed: Sequence[Outcome]) -> str:
    """The outcomes in one of `FORMATS`. name: the dataset's."""
    return FORMATS[kind](name, found, failed)
