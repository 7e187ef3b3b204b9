"""The map in the report: a picture of all rows, with the names of its largest groups."""

from __future__ import annotations

from explorer.charts import density
from explorer.markup import Html, html, join, line
from explorer.queries import map_points
from explorer.queries.kept import ask
from explorer.report.redacted import whole
from explorer.view import View
from explorer.words import say

_TOPICS, _LABELS, _BINS = 24, 7, 200


def part(view: View, is_redacted: bool) -> Html:
    """The map as a picture, with the names of its largest groups; nothing where none is drawn."""
    if not map_points.has_map(view):
        return Html("")
    bounds = ask(map_points.bounds, view)
    if bounds is None:
        return Html("")
    raster = ask(map_points.raster, view, bounds.window, _BINS)
    light, dark = (density.picture_of(raster, mode)["source"] for mode in ("light", "dark"))
    found = ask(map_points.centres, view, "map_topic", _TOPICS)
    centres = [one._replace(name=whole(one.name, is_redacted)) for one in found]  # words of the rows
    window = bounds.window
    names = join(
        html(
            '<span style="left:{left}%;bottom:{bottom}%">{name}</span>',
            left=f"{100 * (one.x - window.left) / (window.right - window.left):.1f}",
            bottom=f"{100 * (one.y - window.bottom) / (window.top - window.bottom):.1f}",
            name=line(one.name, 32),
        )
        for one in _apart([one for one in centres if one.x == one.x], window)
    )
    rows = join(
        html('<tr><td>{name}</td><td class="n">{n}</td></tr>', name=line(one.name, 80), n=f"{one.kept:,}")
        for one in sorted(centres, key=lambda one: -one.kept)[:12]
        if one.kept
    )
    return html(
        '<section><h2>{title}</h2><p class="quiet">{said}</p><div class="map"><div class="drawn"><picture>'
        '<source media="screen and (prefers-color-scheme: dark)" srcset="{dark}"><img alt="{alt}" src="{light}"></picture>{names}</div>'
        "<table><thead><tr><th>{group}</th><th class='n'>{n}</th></tr></thead><tbody>{rows}</tbody></table></div></section>",
        title=say("What the rows are about"),
        said=say("Each point is a row; rows of like meaning lie side by side. Names are frequent words of a group."),
        dark=dark,
        light=light,
        alt=say("The map"),
        names=names,
        group=say("Largest groups"),
        n=say("rows"),
        rows=rows,
    )


def _apart(centres: list[map_points.Centre], window: map_points.Window) -> list[map_points.Centre]:
    """The largest groups whose names do not lie over one another."""
    wide, high = window.right - window.left, window.top - window.bottom
    chosen: list[map_points.Centre] = []
    for one in sorted(centres, key=lambda one: -one.kept):
        if one.kept and all(
            abs(one.x - other.x) > 0.3 * wide or abs(one.y - other.y) > 0.09 * high for other in chosen
        ):
            chosen.append(one)
    return chosen[:_LABELS]
