"""The report: one self-contained HTML file for people who have neither the app nor the data.

    report.write(view, Path("report.html"), scorecard.shipped("general"))

It needs no network and no other file, shows charts one can hover, prints well, and carries a few rows per finding with
personal data replaced. Every text of the dataset is escaped.
"""

from __future__ import annotations

from explorer.report.document import LIMIT, ReportOptions, Written, render, write

__all__ = ["LIMIT", "ReportOptions", "Written", "render", "write"]
