"""The verbs of the command line, one module each.

A new verb is one module here and its entry in `VERBS`; parser, help and tests read this list. The modules import the
product only where they run, so that reading the list costs nothing.
"""

from __future__ import annotations

from explorer.cli.verb import Verb
from explorer.cli.verbs.build import BUILD
from explorer.cli.verbs.cache import CACHE
from explorer.cli.verbs.check import CHECK
from explorer.cli.verbs.columns import COLUMNS
from explorer.cli.verbs.compare import COMPARE
from explorer.cli.verbs.contaminate import CONTAMINATE
from explorer.cli.verbs.decide import DECIDE
from explorer.cli.verbs.decisions import DECISIONS
from explorer.cli.verbs.dryrun import DRYRUN
from explorer.cli.verbs.duplicates import DUPLICATES
from explorer.cli.verbs.export import EXPORT
from explorer.cli.verbs.gaps import GAPS
from explorer.cli.verbs.group import GROUP
from explorer.cli.verbs.judge import JUDGE
from explorer.cli.verbs.learn import LEARN
from explorer.cli.verbs.open import OPEN
from explorer.cli.verbs.report import REPORT
from explorer.cli.verbs.rows import ROWS
from explorer.cli.verbs.serve import SERVE
from explorer.cli.verbs.sql import SQL
from explorer.cli.verbs.stats import STATS

VERBS: tuple[Verb, ...] = (
    OPEN,
    BUILD,
    STATS,
    ROWS,
    SQL,
    EXPORT,
    GROUP,
    CHECK,
    DRYRUN,
    COMPARE,
    GAPS,
    DUPLICATES,
    CONTAMINATE,
    REPORT,
    DECIDE,
    DECISIONS,
    LEARN,
    JUDGE,
    COLUMNS,
    CACHE,
    SERVE,
)
