"""Pictures of each page for docs/, in light and dark.

python -m benchmarks.screenshots ADDRESS      of an app that shows the sample, such as http://localhost:8501
"""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

PAGES = ("overview", "review", "lengths", "categories", "map", "quality", "trainers", "export")
FOLDER = Path(__file__).parent.parent / "docs" / "pages"
_WHOLE = ("overview", "lengths", "map")  # shown in README at full size, light
_WIDTH, _HEIGHT = 1440, 900
_SHOWN = 960  # pixels of the pictures' width
_COLOURS = 128
_DRAWN = 6_000  # milliseconds for charts to be drawn


def take(address: str) -> None:
    """Write `docs/pages/PAGE-MODE.png` for every page and mode, and `docs/PAGE.png` for those of README."""
    from PIL import Image
    from playwright.sync_api import sync_playwright

    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("EXPLORER_CHROMIUM"), args=["--no-sandbox", "--disable-gpu"]
        )
        for mode in ("light", "dark"):
            tab = browser.new_page(viewport={"width": _WIDTH, "height": _HEIGHT}, color_scheme=mode)
            for name in PAGES:
                tab.goto(f"{address.rstrip('/')}/{'' if name == PAGES[0] else name}?lang=en")
                tab.get_by_role("heading", level=2).first.wait_for()
                tab.wait_for_timeout(_DRAWN)
                picture = Image.open(io.BytesIO(tab.screenshot())).convert("RGB")
                if mode == "light" and name in _WHOLE:
                    picture.quantize(2 * _COLOURS).save(FOLDER.parent / f"{name}.png", optimize=True)
                small = picture.resize((_SHOWN, _SHOWN * _HEIGHT // _WIDTH), Image.Resampling.LANCZOS)
                small.quantize(_COLOURS).save(FOLDER / f"{name}-{mode}.png", optimize=True)
                print(f"{name}-{mode}.png", flush=True)
        browser.close()


if __name__ == "__main__":
    take(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8501")
