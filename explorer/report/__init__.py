"""The report: one self-contained HTML file for people who have neither the app nor the data.

    report.write(view, Path("report.html"), scorecard.shipped("general"))

It needs no network and no other file, reads in light and dark, prints well, and carries rows to filter by finding with
personal data replaced. Every text of the dataset is escaped.
"""

from __future__ import annotations

from explorer.report.document import LIMIT, ReportOptions, Written, file_name, render, write

__all__ = ["LIMIT", "ReportOptions", "Written", "file_name", "render", "write"]
