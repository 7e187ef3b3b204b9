"""The wheel and the source archive as they would be published, and an environment that the wheel is installed in."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import sysconfig
import tempfile
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.waiting import NEVER

_URL = re.compile(r"http://[^\s\x1b]+")


@dataclass(frozen=True)
class Installed:
    """An environment with the product in it. folder: where commands are run, with files that are not to be trusted."""

    python: Path
    folder: Path
    environment: dict[str, str]

    @property
    def command(self) -> Path:
        """The console script."""
        return self.python.parent / ("sft-explorer.exe" if os.name == "nt" else "sft-explorer")

    def run(self, *words: str | Path) -> str:
        """What `sft-explorer …` prints."""
        return self._printed([self.command, *words])

    def run_code(self, code: str) -> str:
        """What Python prints there. The current folder is not on its path, as it is not for a console script."""
        return self._printed([self.python, "-P", "-c", code])

    def _printed(self, words: list[str | Path]) -> str:
        done = subprocess.run(
            list(map(str, words)),
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=NEVER,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-4000:]
        return done.stdout

    @contextlib.contextmanager
    def serving(self, *words: str, **environment: str) -> Iterator[str]:
        """Runs the app; its address, as it prints it."""
        with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
            process = subprocess.Popen(
                [str(self.command), *words],
                cwd=self.folder,
                env={**self.environment, **environment, "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
            try:
                assert process.stdout is not None
                for line in process.stdout:
                    if found := _URL.search(line):
                        yield found.group().rstrip("/")
                        return
                errors.seek(0)
                raise AssertionError(f"the app did not start: {errors.read()[-4000:]}")
            finally:
                process.terminate()
                try:
                    process.communicate(timeout=10)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.communicate()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the source archive, and of the wheel built from it. Needs no network: hatchling is installed."""
    folder = tmp_path_factory.mktemp("dist")
    done = subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        capture_output=True,
        text=True,
        timeout=NEVER,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}\n(pip install -r requirements-dev.txt)"
    return folder


@pytest.fixture(scope="session")
def wheel(built: Path) -> Path:
    """The wheel."""
    (found,) = built.glob("*.whl")
    return found


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel in an environment of its own, which finds the dependencies where these tests find them."""
    place = tmp_path_factory.mktemp("installed")
    venv.create(place / "venv", with_pip=False)
    python = place / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    own = Path(subprocess.run([python, "-c", ask], capture_output=True, text=True, check=True).stdout.strip())
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "-q",
        "--no-deps",
        "--no-index",
        "--no-compile",
    ]
    subprocess.run([*pip, str(wheel)], check=True, timeout=NEVER)
    shared = dict.fromkeys([sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), *_added_folders()])
    (own / "dependencies.pth").write_text("".join(f"{folder}\n" for folder in shared), "utf-8")

    home, folder = place / "home", place / "data of somebody"
    home.mkdir()
    (folder / ".streamlit").mkdir(parents=True)
    (folder / ".streamlit" / "config.toml").write_text(
        '[server]\naddress = "0.0.0.0"\nallowedHosts = ["*"]\nenableCORS = false\nenableXsrfProtection = false\n'
        "showEmailPrompt = true\n[browser]\ngatherUsageStats = true\n[theme]\nbaseRadius = '2rem'\n",
        "utf-8",
    )
    for name in ("explorer.py", "streamlit.py", "app.py"):
        (folder / name).write_text("raise SystemExit('a file among the data was run')\n")
    unset = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
    kept = {name: value for name, value in os.environ.items() if name not in unset and "STREAMLIT" not in name}
    homes = {"HOME": str(home), "USERPROFILE": str(home)}
    return Installed(python, folder, {**kept, **homes, "EXPLORER_CACHE": str(place / "cache")})


def _added_folders() -> list[str]:
    """Folders beside site-packages that hold packages here, such as those of a virtual environment's .pth files."""
    return [folder for folder in sys.path if Path(folder).name in ("site-packages", "dist-packages")]
