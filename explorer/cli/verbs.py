"""The verbs by name. Results on stdout, progress on stderr."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from explorer.cli.comparing import gaps_
from explorer.cli.judging import check
from explorer.cli.looking import columns, open_, rows, stats
from explorer.cli.making import build_, cache, export_, report_
from explorer.cli.rehearsing import dryrun_
from explorer.cli.sharing import serve

VERBS: dict[str, Callable[[argparse.Namespace], int]] = {
    "open": open_,
    "build": build_,
    "stats": stats,
    "rows": rows,
    "export": export_,
    "check": check,
    "dryrun": dryrun_,
    "gaps": gaps_,
    "report": report_,
    "columns": columns,
    "cache": cache,
    "serve": serve,
}
