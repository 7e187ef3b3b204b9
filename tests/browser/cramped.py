"""What does not fit: a page that is wider than its window, and words that are cut off."""

from __future__ import annotations

from typing import Any

WIDTHS = (1440, 900, 420)
"""Of the window, in pixels: a desk, half of one, a telephone."""

_SETTLED = 3_000  # milliseconds that charts have to take their new size

# Rows of the data may be cut where they are only named: their beginning is what is shown of them. Wide tables and code may scroll.
_MAY_BE_CUT = ".line, .typical, .x-text, .x-first, .x-table, .x-points, .x-facts, pre"

_CRAMPED = """
(mayBeCut) => {
  const main = document.querySelector('[data-testid="stMain"]'), found = new Set();
  if (main.scrollWidth > main.clientWidth + 1) found.add(`wider than the window: ${main.scrollWidth} > ${main.clientWidth}`);
  const above = (one) => one.assignedSlot || one.parentElement || one.getRootNode().host;
  const look = (root) => {
    for (const one of root.querySelectorAll('*')) {
      if (one.shadowRoot) look(one.shadowRoot);
      const texts = [...one.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
      if (!texts.length || one.closest(`svg, [data-testid="stIconMaterial"], ${mayBeCut}`)) continue;
      const range = document.createRange();
      let left = Infinity, right = -Infinity;
      for (const node of texts) {
        range.selectNodeContents(node);
        for (const box of range.getClientRects()) {
          if (box.width) [left, right] = [Math.min(left, box.left), Math.max(right, box.right)];
        }
      }
      for (let up = one; up && up !== main; up = above(up)) {
        const style = getComputedStyle(up), box = up.getBoundingClientRect();
        if (style.overflowX === 'visible' || ['inline', 'contents'].includes(style.display)) continue;
        if (box.width < 3 || box.height < 3) break;  // for screen readers alone
        const scrolls = ['auto', 'scroll'].includes(style.overflowX) && up.scrollWidth > up.clientWidth + 1;
        if (!scrolls && right <= box.right + 2 && left >= box.left - 2) continue;
        found.add(`${scrolls ? 'scrolls' : 'cut'}: ${texts.map((node) => node.data.trim()).join(' ').slice(0, 60)}`);
        break;
      }
    }
  };
  look(main);
  return [...found];
}
"""


def cramped(page: Any, width: int) -> list[str]:
    """What is cut off, or makes the page scroll sideways, in a window of so many pixels; empty where all fits.

    page: Playwright's. It keeps the width.
    """
    page.set_viewport_size({"width": width, "height": page.viewport_size["height"]})
    found: list[str] = []
    for _ in range(_SETTLED // 100):
        page.wait_for_timeout(100)
        found = page.evaluate(_CRAMPED, _MAY_BE_CUT)
        if not found:
            break
    return found
