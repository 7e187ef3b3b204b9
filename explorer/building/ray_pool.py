"""A build on Ray: the same parts, done by the tasks of a Ray cluster in place of processes that this one starts.

Parts are done by the same functions and written to the same folder, so the layers are the same bytes. What a worker had begun
when it was killed is done again by another, and nothing else. The source and the cache have to lie where every node finds them
under the same path. Memory and disk of the nodes are the cluster's to share out.
"""

from __future__ import annotations

import contextlib
import importlib
import socket
from collections.abc import Callable, Generator
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from typing import Any, ParamSpec, TypeVar

from explorer import workers
from explorer.errors import LayerError

P = ParamSpec("P")
T = TypeVar("T")

_PATIENCE = 10.0  # seconds that a cluster has to answer
_RETRIES = 5  # times that a part is given to another worker when its own is gone


class RayPool(Executor):
    """Runs functions as Ray tasks, one core each. Whoever shuts it down gives up what is not done; the cluster stays."""

    def __init__(self, ray: Any) -> None:
        self._ray = ray
        self._task = ray.remote(max_retries=_RETRIES, num_cpus=1)(_call)
        self._waiting: dict[Future[Any], Any] = {}

    @property
    def cores(self) -> int:
        """Of all nodes that are there now."""
        return int(self._ray.cluster_resources().get("CPU", 1))

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """A future of what a worker of the cluster will give. LayerError from it where workers keep dying."""
        task = self._task.remote(fn, args, kwargs)
        outer: Future[T] = Future()
        inner: Future[T] = task.future()
        self._waiting[outer] = task

        def done(found: Future[T]) -> None:
            self._waiting.pop(outer, None)
            if not outer.set_running_or_notify_cancel():
                return
            error = found.exception()
            if error is None:
                outer.set_result(found.result())
            else:
                outer.set_exception(self._said(error))

        inner.add_done_callback(done)
        return outer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Give up what is not done. wait: is of no matter, since the workers are not this pool's."""
        del wait, cancel_futures
        for task in list(self._waiting.values()):
            with contextlib.suppress(Exception):
                self._ray.cancel(task)

    def _said(self, error: BaseException) -> BaseException:
        """The error that the function raised; one that the build knows, where workers are gone."""
        exceptions = self._ray.exceptions
        if isinstance(error, (exceptions.WorkerCrashedError, exceptions.NodeDiedError, exceptions.OutOfMemoryError)):
            return BrokenProcessPool(str(error))
        cause = getattr(error, "cause", None) if isinstance(error, exceptions.RayTaskError) else None
        return error if cause is None else cause


def _call(fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    return fn(*args, **kwargs)


def _reach(address: str) -> None:
    """OSError where nothing listens there: Ray itself would try for minutes."""
    host, _, port = address.rpartition("//")[2].rpartition(":")
    if host and port.isdigit():
        socket.create_connection((host, int(port)), _PATIENCE).close()


@contextlib.contextmanager
def running_on(engine: str, address: str = "") -> Generator[None]:
    """Have builds in this block done by "local" processes, or by "ray". address: of a cluster; "" starts one on this machine.

    LayerError where Ray is not installed, or the cluster cannot be reached.
    """
    if engine != "ray":
        yield
        return
    try:
        ray: Any = importlib.import_module("ray")
    except ImportError as error:
        raise LayerError("Ray is not installed.", "Install it: pip install 'sft-explorer[ray]'.") from error
    is_ours = not ray.is_initialized()
    # Local, or Ray would take a cluster that runs on this machine already, and refuse to give it cores.
    own = {"address": "local", "num_cpus": workers.COUNT, "include_dashboard": False}
    where = {"address": address} if address else own
    try:
        _reach(address)
        if is_ours:
            ray.init(**where, log_to_driver=False, configure_logging=False)
    except Exception as error:
        said = str(error).strip().splitlines()
        hint = "Start it with: ray start --head, and name it: --address HOST:6379."
        raise LayerError(
            f"The Ray cluster cannot be reached: {said[0] if said else type(error).__name__}", hint
        ) from error
    try:
        with workers.made_by(lambda: RayPool(ray)):
            yield
    finally:
        if is_ours:
            ray.shutdown()
