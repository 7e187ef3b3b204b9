"""The report as one file: its parts put together, its rows and script inside."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from explorer import __version__, files, scorecard
from explorer.errors import ExistsError, ExportError
from explorer.markup import Html, html, join
from explorer.report import dropped, first_page, mapped, parts, problems, redacted, rows, trained
from explorer.report.rows import Row
from explorer.report.script import HASH, SCRIPT
from explorer.report.style import SHEET
from explorer.scorecard import Finding, Profile
from explorer.scorecard.problems import ranked, soundness
from explorer.view import View
from explorer.words import ENGLISH, language, say, speaking, translated

LIMIT = 8_000_000
"""Bytes that a report never exceeds, so that it can be sent by mail."""

_TAGS = {ENGLISH: "en", "zh": "zh-CN"}


@dataclass(frozen=True)
class ReportOptions:
    """What goes into a report.

    redact: replace personal data and secrets in the rows shown. examples: rows under each finding. rows: rows to filter by finding, `rows.MOST`
    at most, 0 for none. language: of `explorer.words.LANGUAGES`.
    """

    redact: bool = True
    examples: int = 3
    rows: int = rows.MOST
    language: str = ENGLISH


class Written(NamedTuple):
    """A finished report."""

    path: Path
    bytes: int


def write(
    view: View, path: Path, profile: Profile, options: ReportOptions | None = None, overwrite: bool = False
) -> Written:
    """Write the report of a view atomically. ExportError where the file is there already or cannot be written."""
    if path.exists() and not overwrite:
        raise ExistsError(f"{path.name} exists already.", "Choose another name, or say that it may be replaced.")
    text = render(view, profile, options).encode("utf-8", "replace")
    try:
        files.sweep([path.parent])
        with files.atomic(path, durable=True, replace=overwrite, needed=len(text)) as target:
            target.write(text)
    except FileExistsError as error:
        raise ExistsError(
            f"{path.name} exists already.", "Choose another name, or say that it may be replaced."
        ) from error
    except OSError as error:
        raise ExportError(
            f"{path} cannot be written: {os.strerror(error.errno or 0)}.", "Choose another folder."
        ) from error
    return Written(path, len(text))


def file_name(view: View) -> str:
    """What to save the report as: named after the dataset."""
    kept = "".join(char if char.isalnum() or char in "-_." else "_" for char in first_page.name_of(view))
    return f"{kept.strip('._') or 'dataset'}.report.html"


def render(view: View, profile: Profile, options: ReportOptions | None = None) -> str:
    """The report as text: of what the view's drops keep, whatever is looked at."""
    chosen = options or ReportOptions()
    with speaking(chosen.language):  # whoever reads it, wherever it is made
        return _render(view.kept(), profile, chosen)


def _render(view: View, profile: Profile, options: ReportOptions) -> str:
    view = redacted.with_steps(view, options.redact)
    card = scorecard.score(view, profile)
    bad = ranked(card)
    per_finding = options.examples * sum(bool(one.measured.blame) for one in bad)
    held = rows.collect(view, bad, max(options.rows, per_finding)) if view.dataset.rows else []
    made = datetime.now(UTC).strftime("%Y-%m-%d")
    pieces = [
        html('<div class="first">{part}</div>', part=first_page.part(view, card, soundness(view, card), made)),
        problems.part(view, bad, held, options.examples, options.redact),
        dropped.part(view, options.redact),
        trained.part(view, card),
        mapped.part(view, options.redact),
        parts.categories(view),
        parts.lengths(view),
        parts.duplicates(view),
        parts.samples(view, options.redact) if options.examples else Html(""),
        parts.rejected(view, options.redact),
        problems.every_point(card),
    ]
    browse, script = _browse(held[: options.rows] if options.rows else [], bad, options)
    return _page(view, join([*pieces, browse, _foot(view, options)]), script)


def _browse(held: list[Row], bad: list[Finding], options: ReportOptions) -> tuple[Html, str]:
    """Rows to filter, and what makes them: ("", "") where there are none."""
    if not held:
        return Html(""), ""
    data, count = rows.as_json(held, bad, [translated(one.point.title) for one in bad], options.redact)
    part = html(
        '<section id="browse" hidden><h2>{title}</h2><p class="quiet">{said}</p><div id="chips"></div>'
        '<input id="search" type="search" placeholder="{search}" aria-label="{search}"><p class="quiet" id="told" aria-live="polite"></p>'
        '<div id="list"></div><button id="more" type="button"></button></section>',
        title=say("Rows with a problem"),
        said=say("{count:,} of them, to filter by what was found and by words.", count=count),
        search=say("Search in these rows"),
    )
    return part, f'<script type="application/json" id="rows">{data}</script><script>{SCRIPT}</script>'


def _foot(view: View, options: ReportOptions) -> Html:
    shown = options.examples or options.rows
    hidden = (
        say(
            "Personal data and secrets in the rows shown were replaced as far as they were recognised; look through the rows before "
            "you pass the report on."
        )
        if options.redact and shown
        else say("The rows shown are not redacted.")
        if shown
        else say("No rows are shown.")
    )
    return html(
        "<footer><p>{judged} {redacted}</p><p>{made}</p></footer>",
        judged=say(
            "Tokens are counted with tiktoken, {encoding}. Judgements are made by rules and are sometimes wrong: they point at rows to read.",
            encoding=view.dataset.encoding,
        ),
        redacted=hidden,
        made=say(
            "Made by SFT explorer {version} from {name}, fingerprint {print}.",
            version=__version__,
            name=view.dataset.name[:200],
            print=view.dataset.fingerprint[:12],
        ),
    )


def _page(view: View, body: Html, script: str) -> str:
    policy = f"default-src 'none'; script-src '{HASH}'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    head = html(
        '<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="{policy}"><meta name="referrer" content="no-referrer">'
        '<meta name="color-scheme" content="light dark"><title>{title}</title><style>{sheet}</style></head><body><main>{body}</main>',
        language=_TAGS.get(language(), ENGLISH),
        policy=policy,
        title=say("{name} · report", name=first_page.name_of(view)),
        sheet=SHEET,
        body=body,
    )
    return head + script + "</body></html>\n"
