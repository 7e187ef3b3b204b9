"""From source files to an open dataset: planning, parallel parts, passes, background jobs."""

from __future__ import annotations

from explorer.building.job import (
    Job,
    as_json,
    cancel,
    cancel_of,
    ensure_running,
    job_files,
    job_key,
    log_tail,
    reporting,
    restart,
    start,
    status,
    status_of,
)
from explorer.building.needed import needed_layers
from explorer.building.open_datasets import Estimate, estimated, forget, opened
from explorer.building.run import check_layers, make, run, usual_layers
from explorer.building.survey import (
    Options,
    context_of,
    effective_mapping,
    remember_mapping,
    remembered,
    resolve,
    trainer_setup,
)

__all__ = [
    "Estimate",
    "Job",
    "Options",
    "as_json",
    "cancel",
    "cancel_of",
    "check_layers",
    "context_of",
    "effective_mapping",
    "ensure_running",
    "estimated",
    "forget",
    "job_files",
    "job_key",
    "log_tail",
    "make",
    "needed_layers",
    "opened",
    "remember_mapping",
    "remembered",
    "reporting",
    "resolve",
    "restart",
    "run",
    "start",
    "status",
    "status_of",
    "trainer_setup",
    "usual_layers",
]
