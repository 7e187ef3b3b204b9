"""The product as people install it: what the archives hold, and that it runs from anywhere."""

from __future__ import annotations

import json
import tarfile
import tomllib
import urllib.request
import zipfile
from email.parser import Parser
from pathlib import Path, PurePosixPath

import explorer
from explorer.cli.parser import verb_names
from tests.conftest import ROOT, SAMPLE
from tests.packaging.conftest import Installed
from tests.packaging.test_requirements import PROJECT, held, in_file
from tests.waiting import NEVER, wait_until

APP_FILES = [
    "app.py",
    ".streamlit/config.toml",
    "sample_data/sft_sample.jsonl",
    "sample_data/planted.json",
    "sample_data/sft_sample.built.zip",
]
APP_FILES += [f"pages/{path.name}" for path in (ROOT / "pages").glob("*.py")]


def files_of_the_package() -> set[str]:
    found = (path for path in (ROOT / "explorer").rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(ROOT).as_posix() for path in found}


def test_the_wheel_holds_the_package_and_the_app_inside_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    info = f"sft_explorer-{explorer.__version__}.dist-info"
    assert {PurePosixPath(name).parts[0] for name in names} == {"explorer", info}
    assert files_of_the_package() <= names
    inside = {name.removeprefix("explorer/_app/") for name in names if name.startswith("explorer/_app/")}
    assert set(APP_FILES) <= inside and inside - set(APP_FILES) <= {"sample_data/README.md"}
    assert {f"{info}/licenses/LICENSE", f"{info}/licenses/NOTICE"} <= names


def test_the_wheel_asks_for_what_requirements_txt_asks_for(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        facts = Parser().parsestr(archive.read(f"{wheel.name.split('-py3')[0]}.dist-info/METADATA").decode())
    wanted = facts.get_all("Requires-Dist") or []
    assert held([line for line in wanted if "extra ==" not in line]) == in_file(ROOT / "requirements.txt")
    assert set(facts.get_all("Provides-Extra") or []) == set(PROJECT["optional-dependencies"])
    assert facts["Version"] == explorer.__version__


def test_the_source_archive_holds_what_the_wheel_is_built_from(built: Path) -> None:
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert files_of_the_package() | set(APP_FILES) | {"LICENSE", "NOTICE", "README.md", "pyproject.toml"} <= names
    assert not {name.split("/")[0] for name in names} & {"tests", "benchmarks", "docs", ".ci"}


def test_it_knows_its_version_and_its_verbs(installed: Installed) -> None:
    assert installed.run("--version").strip() == f"sft-explorer {explorer.__version__}"
    assert all(name in installed.run("--help") for name in verb_names())


def test_a_verb_reads_the_packaged_sample_from_anywhere(installed: Installed) -> None:
    told = installed.run_code("import explorer.app_files as a; print(a.CHECKOUT); print(a.SAMPLE)").splitlines()
    sample = Path(told[1])
    assert told[0] == "None" and installed.python.parents[1] in sample.parents
    assert sample.read_bytes() == SAMPLE.read_bytes()
    facts = json.loads(installed.run("open", sample, "--json"))
    assert facts["lines"] == len(SAMPLE.read_bytes().splitlines())
    assert facts["lines"] == facts["rows"] + facts["rejected"] + facts["blank"]


def test_the_settings_hold_against_those_of_the_folder(installed: Installed) -> None:
    """Streamlit is started as the command starts it, up to the moment where it would serve."""
    code = """
import json
from streamlit import config
from streamlit.web import bootstrap
from explorer import launcher

def told(*_):
    print(json.dumps({name: config.get_option(name) for name in config.get_config_options()}, default=str))

bootstrap.run_asgi_app = told
launcher.main(["sample"])
"""
    hold = json.loads(installed.run_code(code).splitlines()[-1])
    asked = dict(flat(tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))))
    assert len(asked) > 30
    assert {name: hold[name] for name in asked} == asked


def flat(settings: dict[str, object], before: str = "") -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for name, value in settings.items():
        found += flat(value, f"{before}{name}.") if isinstance(value, dict) else [(f"{before}{name}", value)]
    return found


def test_the_command_serves_the_app(installed: Installed) -> None:
    with installed.serving("sample", "--no-browser", "--port", "0") as url:
        assert url.startswith("http://127.0.0.1:")
        assert asked(f"{url}/_stcore/health") == "ok"
        assert all("<html" in asked(f"{url}/{path}") for path in ("", "map", "export"))


def test_the_command_opens_the_browser(installed: Installed, tmp_path: Path) -> None:
    seen, script = tmp_path / "seen", tmp_path / "browser"
    script.write_text(f'#!/bin/sh\necho "$1" > "{seen}.part" && mv "{seen}.part" "{seen}"\n')
    script.chmod(0o755)
    chosen = {"BROWSER": f"{script} %s"}
    with installed.serving("sample", "--port", "0", "--server.headless", "false", **chosen) as url:
        assert wait_until(seen.exists)
        assert seen.read_text().strip().rstrip("/") == url
    seen.unlink()
    with installed.serving("sample", "--port", "0", "--no-browser", **chosen) as url:
        assert asked(f"{url}/_stcore/health") == "ok"
        assert not seen.exists()


def asked(url: str) -> str:
    # Its socket is bound by the time that it prints its address.
    with urllib.request.urlopen(url, timeout=NEVER) as answer:
        return answer.read().decode()


def test_pages_are_drawn_and_rows_are_read_in_the_background(installed: Installed) -> None:
    """The app's script runs until the build that it started has brought all rows."""
    code = f"""
import sys, time
from pathlib import Path
from streamlit.testing.v1 import AppTest
from explorer import app_files, building
own = Path("own rows.jsonl").absolute()  # the sample itself is shipped judged
own.write_bytes(app_files.SAMPLE.read_bytes().splitlines(keepends=True)[0] * 3)
sys.argv = ["app.py", str(own)]
from explorer.store import Cache

app = AppTest.from_file(str(app_files.APP), default_timeout={NEVER}).run()
assert not app.exception and not app.error, (app.exception, app.error)
cache, until = Cache.default(), time.monotonic() + {NEVER}
while time.monotonic() < until:
    job = building.status(cache, [own])
    if job is not None and job.state != "running":
        break
    time.sleep(0.2)
print(job.state if job else None, building.log_tail(cache, [own]))
app.run()
assert not app.exception and not app.error, (app.exception, app.error)
print(app.title[0].value if app.title else app.header[0].value)
"""
    state, title = installed.run_code(code).splitlines()[-2:]
    assert state.strip() == "done"
    assert title == "Overview"
