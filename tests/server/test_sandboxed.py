"""The command of the Dockerfile behind the same walls: a read-only root, no privileges, the data and two folders to write to.

bubblewrap stands for the container where none can run: the same command, user, binds and environment.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests import servers
from tests.waiting import wait_until

from .conftest import Served
from .logged_in import PEOPLE, REVIEWER, VIEWER, App, login_file

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
SHOWN, SECRET = "an answer that is shared", "the-answer-that-nobody-shares"

pytest.importorskip("authlib")


def _line(name: str) -> list[str]:
    """The words of an instruction of the last stage that is written as JSON."""
    found = re.findall(rf"^{name} (\[.*\])$", DOCKERFILE, re.MULTILINE)
    return json.loads(found[-1])


def _environment() -> dict[str, str]:
    block = re.search(r"^ENV ((?:.*\\\n)*.*)$", DOCKERFILE, re.MULTILINE)
    assert block is not None
    return dict(word.split("=", 1) for word in block.group(1).replace("\\\n", " ").split())


def _walls(binds: Sequence[str]) -> list[str]:
    """bubblewrap with the system, this interpreter and the project read-only, and nothing else of this machine."""
    words = ["bwrap", "--unshare-all", "--share-net", "--uid", "10001", "--gid", "10001", "--cap-drop", "ALL"]
    words += ["--die-with-parent", "--new-session", "--clearenv", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]
    for system in ("/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache", "/etc/ssl"):
        if Path(system).is_symlink():
            words += ["--symlink", str(Path(system).readlink()), system]
        elif Path(system).exists():
            words += ["--ro-bind", system, system]
    own = dict.fromkeys(
        [
            *(str(ROOT / name) for name in ("explorer", "app.py", "pages", ".streamlit", "sample_data")),
            sys.prefix,
            sys.base_prefix,
        ]
    )
    for path in own:
        words += ["--ro-bind", path, path]
    for name, value in _environment().items():
        words += ["--setenv", name, value]
    return [*words, "--setenv", "PYTHONPATH", str(ROOT), *binds, "--remount-ro", "/", "--chdir", "/tmp"]


class Sandbox:
    """A started one. run: the output of a line of Python behind the same walls."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port, self.app = port, App(port)
        self.binds = [
            "--ro-bind",
            str(folder / "data"),
            "/data",
            "--ro-bind",
            str(folder / "login.toml"),
            "/run/login.toml",
        ]
        self.binds += ["--bind", str(folder / "cache"), "/cache", "--bind", str(folder / "state"), "/state"]

    def run(self, text: str) -> str:
        done = subprocess.run(
            [*_walls(self.binds), sys.executable, "-c", text], capture_output=True, text=True, check=False
        )
        return done.stdout + done.stderr


def _rows(path: Path, answer: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps({"prompt": f"p{n}", "response": f"{answer} {n}"}) + "\n" for n in range(3)))


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    if (
        shutil.which("bwrap") is None
        or subprocess.run(["bwrap", "--ro-bind", "/", "/", "true"], check=False, capture_output=True).returncode
    ):
        pytest.skip("bubblewrap cannot run here")
    port = servers.free_port()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind in ("data", "cache", "state"):
            (folder / kind).mkdir()
        _rows(folder / "data" / "train.jsonl", SHOWN)
        _rows(folder / "data" / "pilot.jsonl", SHOWN)
        _rows(folder / "other.jsonl", SECRET)
        (folder / "login.toml").write_text(login_file(port))
        made = Sandbox(folder, port)
        command, *words = _line("ENTRYPOINT")
        assert command == "sft-explorer"
        words[words.index("--port") + 1] = str(port)
        words += ["--name", "Train=/data/train.jsonl", "--name", "Pilot=/data/pilot.jsonl", "--allow-host", "localhost"]
        words += ["--login", "/run/login.toml", *PEOPLE]
        log = folder / "log.txt"
        with log.open("wb") as out:
            process = subprocess.Popen(
                [*_walls(made.binds), sys.executable, "-m", "explorer", *words],
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:

            def answers() -> bool:
                assert process.poll() is None, log.read_text(errors="replace")[-3000:]
                return not made.run(_healthcheck(port))

            wait_until(answers, 0.5)
            for one in ("Train", "Pilot"):
                wait_until(lambda one=one: "Exported rows" in made.app.look(VIEWER, "export", source=one), 0.5)
            yield made
        finally:
            servers.end(process)


def _healthcheck(port: int) -> str:
    found = re.search(r"^HEALTHCHECK .* CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert found is not None
    return json.loads(found.group(1))[2].replace("8501", str(port))


def test_it_runs_without_privileges_on_a_root_that_is_read_only(sandbox: Sandbox) -> None:
    said = sandbox.run(
        "import os\nprint(os.getuid())\n"
        "for place in ('/x', '/usr/x', '/data/x', '/etc/x', '/run/x', '/home/x', os.environ['PYTHONPATH'] + '/explorer/x'):\n"
        "    try:\n        open(place, 'w')\n        print('wrote', place)\n    except OSError:\n        pass\n"
        "for place in ('/cache/x', '/state/x', '/tmp/x'):\n    open(place, 'w').close()\n    os.remove(place)\n"
        "print([line for line in open('/proc/self/status') if line.startswith('CapEff')][0].split()[1])\n"
    )
    assert said.split() == ["10001", "0000000000000000"]


def test_the_health_check_tells_a_server_from_none(sandbox: Sandbox) -> None:
    assert sandbox.run(_healthcheck(sandbox.port)) == ""
    assert "refused" in sandbox.run(_healthcheck(servers.free_port()))


def test_both_datasets_and_nothing_else(sandbox: Sandbox) -> None:
    for email in (VIEWER, REVIEWER):
        for name in ("Train", "Pilot"):
            assert SHOWN in sandbox.app.look(email, "review", source=name)
        for other in ("/data/train.jsonl", "../other.jsonl", "/etc/passwd", "/proc/self/environ", "/run/login.toml"):
            said = sandbox.app.look(email, "review", source=other)
            assert "There is no dataset named" in said and SHOWN not in said and SECRET not in said
    for page in ("", "review", "export", "quality"):
        said = sandbox.app.look("", page, source="Train")
        assert SHOWN not in said and "Pilot" not in said and "open to those who are named" in said


def test_reviewers_download_and_viewers_do_not(sandbox: Sandbox) -> None:
    viewer, reviewer = (sandbox.app.look(email, "export", source="Train") for email in (VIEWER, REVIEWER))
    assert "download/" not in viewer
    token = reviewer.split("download/")[1].split('"')[0]
    served = Served(sandbox.port, Path(), 0, Path())
    assert SHOWN.encode() not in served.ask(f"/download/{token}").body
    body = served.ask(f"/download/{token}", Cookie=sandbox.app.cookie(REVIEWER)).body
    assert body.count(SHOWN.encode()) == 3


@pytest.mark.parametrize(
    "path", ["/data/train.jsonl", "/app/static/../../data/train.jsonl", "/..%2f..%2frun/login.toml", "/download/none"]
)
def test_no_address_gives_a_file(sandbox: Sandbox, path: str) -> None:
    body = Served(sandbox.port, Path(), 0, Path()).ask(path).body
    assert SHOWN.encode() not in body and b"cookie_secret" not in body


def test_the_image_is_made_as_it_is_documented() -> None:
    assert re.search(r"^USER 10001:10001$", DOCKERFILE, re.MULTILINE) and "HEALTHCHECK" in DOCKERFILE
    assert _line("ENTRYPOINT")[:3] == ["sft-explorer", "serve", "--read-only"]
    assert {"EXPLORER_CACHE": "/cache", "EXPLORER_DATA": "/state"}.items() <= _environment().items()
