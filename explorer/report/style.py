"""The report's look: a page that reads well on a screen and on paper."""

from __future__ import annotations

from explorer.markup import Html

SHEET = Html(
    """
:root { --text: #1d2430; --faint: #667080; --line: #d9dde3; --accent: #2563c9; --good: #2f7d4f; --warn: #b45309; --bad: #b4232c; }
* { box-sizing: border-box; }
body { margin: 0; color: var(--text); background: #fff; line-height: 1.5; font-variant-numeric: tabular-nums;
  font-family: system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1.25rem 3rem; }
h1 { font-size: 1.7rem; margin: 0; overflow-wrap: anywhere; } h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem; }
h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; } p { margin: .2rem 0; }
.quiet { color: var(--faint); font-size: .87rem; overflow-wrap: anywhere; }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(8rem, 1fr)); gap: 1rem; margin: 1.2rem 0; }
.figures div { display: flex; flex-direction: column; } .figures b { font-size: 1.5rem; }
.figures span, .figures i { color: var(--faint); font-size: .82rem; font-style: normal; }
.verdict { font-size: 1.1rem; font-weight: 600; border-left: .35rem solid var(--line); padding-left: .8rem; }
.verdict.fail { border-color: var(--bad); } .verdict.warn { border-color: var(--warn); } .verdict.pass { border-color: var(--good); }
.finding { border-left: .3rem solid var(--line); padding: 0 0 0 .8rem; margin: 1rem 0; break-inside: avoid; }
.finding.fail { border-color: var(--bad); } .finding.warn { border-color: var(--warn); }
.finding i { color: var(--faint); font-style: normal; font-size: .84rem; }
.row { border: 1px solid var(--line); border-radius: .4rem; padding: .45rem .7rem; margin: .4rem 0; font-size: .87rem; break-inside: avoid; }
.row .text { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext; }
.row .quiet { font-size: .78rem; }
mark { background: #fbd9b1; color: inherit; }
table { width: 100%; border-collapse: collapse; font-size: .87rem; } td, th { text-align: left; vertical-align: top;
  border-bottom: 1px solid var(--line); padding: .25rem .6rem .25rem 0; overflow-wrap: anywhere; }
th { color: var(--faint); font-weight: 500; font-size: .8rem; } td.n, th.n { text-align: right; white-space: nowrap; }
td.pass { color: var(--good); } td.warn { color: var(--warn); } td.fail { color: var(--bad); } td.unknown { color: var(--faint); }
.chart { break-inside: avoid; } footer { margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: .8rem;
  color: var(--faint); font-size: .84rem; overflow-wrap: anywhere; }
@media print { main { max-width: none; padding: 0; } h2 { break-after: avoid; } .finding { break-inside: auto; } }
"""
)
