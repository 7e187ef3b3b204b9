"""The report's look: a page that reads well on a screen, light or dark, and on paper."""

from __future__ import annotations

from explorer.charts import pictures
from explorer.charts.theme import FONT
from explorer.markup import Html

_PICTURES = pictures.SHEET.replace("ACCENT", "var(--accent)").replace("WARN", "var(--warn)").replace("FONTS", "inherit")

SHEET = Html(
    """
:root { color-scheme: light dark; --text: #1d2430; --paper: #fff; --faint: #5a6373; --line: #d9dde3; --soft: #f5f6f8; --accent: #2563c9;
  --ghost: #b9c0ca; --good: #2f7d4f; --warn: #b45309; --bad: #b4232c; --mark: #fbd9b1; }
@media screen and (prefers-color-scheme: dark) { :root { --text: #e4e7ec; --paper: #14171c; --faint: #a3acba; --line: #313742; --soft: #1b1f26;
  --accent: #5b95f5; --ghost: #4a5260; --good: #6cc08b; --warn: #f0a04b; --bad: #f47174; --mark: #6b4a1c; } }
* { box-sizing: border-box; } html { font-size: 15px; }
body { margin: 0; color: var(--text); background: var(--paper); line-height: 1.5; font-size: 1rem; font-variant-numeric: tabular-nums; font-family: FONT; }
main { max-width: 62rem; margin: 0 auto; padding: 1.6rem 1.25rem 3rem; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0; overflow-wrap: anywhere; } h2 { font-size: 1.2rem; margin: 2rem 0 .6rem; }
h3 { font-size: 1rem; margin: 0 0 .2rem; } p { margin: .2rem 0; } h3::first-letter { text-transform: uppercase; }
.quiet { color: var(--faint); font-size: .87rem; overflow-wrap: break-word; }
.verdict { font-size: 1.25rem; border-left: .35rem solid var(--line); padding-left: .8rem; margin: .9rem 0 .5rem; }
.verdict.fail { border-color: var(--bad); } .verdict.warn { border-color: var(--warn); } .verdict.pass { border-color: var(--good); }
.verdict.fail b { color: var(--bad); } .verdict.warn b { color: var(--warn); } .verdict.pass b { color: var(--good); }
.said { list-style: none; margin: .4rem 0 0; padding: 0; } .said li { margin: .25rem 0; }
.todo ol { margin: 0; padding-left: 1.4rem; } .todo li { margin: .2rem 0; } .todo h2, .all h2 { margin-top: 1.1rem; }
.wide.fail .x-bar b { background: #c2410c; } .wide.warn .x-bar b { background: #d9a021; } .wide { margin: .5rem 0 .9rem; } .wide .x-bar { grid-template-columns: minmax(7rem, 13rem) 1fr auto; }
.two { display: grid; grid-template-columns: repeat(auto-fit, minmax(22rem, 1fr)); gap: .4rem 2rem; } .two .wide { break-inside: avoid; }
.finding { border-left: .3rem solid var(--line); padding: 0 0 0 .8rem; margin: 1rem 0; }
.finding.fail { border-color: var(--bad); } .finding.warn { border-color: var(--warn); }
.row { border: 1px solid var(--line); border-radius: .4rem; padding: .45rem .7rem; margin: .4rem 0; font-size: .87rem; break-inside: avoid; }
.row .text, .row .prompt { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext; text-align: start; }
.row .prompt { background: var(--soft); border-radius: .3rem; padding: .3rem .5rem; margin: .2rem 0 .35rem; } .row .quiet { font-size: .78rem; }
mark { background: var(--mark); color: inherit; }
table { width: 100%; border-collapse: collapse; font-size: .87rem; margin: .3rem 0 .6rem; } table.narrow { width: auto; }
td, th { text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); padding: .25rem .9rem .25rem 0; overflow-wrap: break-word; }
th { color: var(--faint); font-weight: 500; font-size: .8rem; } td.n, th.n, td.word { white-space: nowrap; } td.n, th.n { text-align: right; }
.points td:nth-child(2) { min-width: 8.5rem; } td.limit { min-width: 8rem; color: var(--faint); } .steps td:first-child { min-width: 9rem; }
td code { font-size: .82rem; overflow-wrap: anywhere; } .steps td:last-child { min-width: 12rem; }
td.pass { color: var(--good); } td.warn { color: var(--warn); } td.fail { color: var(--bad); } td.unknown { color: var(--faint); }
.falls { display: flex; flex-direction: column; gap: .3rem; margin: .6rem 0 .9rem; }
.falls div { display: grid; grid-template-columns: minmax(7rem, 13rem) 1fr minmax(8rem, auto); gap: .6rem; align-items: center; font-size: .84rem; }
.falls span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; } .falls i { position: relative; height: 1rem; }
.falls b { position: absolute; top: 0; bottom: 0; border-radius: .15rem; } .falls em { font-style: normal; color: var(--faint); }
.map { display: grid; grid-template-columns: 3fr 2fr; gap: 1.2rem; align-items: start; } .drawn { position: relative; border: 1px solid var(--line); border-radius: .5rem; }
.drawn img { display: block; width: 100%; aspect-ratio: 1; } .drawn span { position: absolute; transform: translate(-50%, 50%); font-size: .76rem; text-align: center;
  max-width: 9rem; line-height: 1.2; font-weight: 600; text-shadow: 0 0 3px var(--paper), 0 0 3px var(--paper), 0 0 3px var(--paper), 0 0 3px var(--paper); }
#chips { display: flex; flex-wrap: wrap; gap: .35rem; margin: .4rem 0; } .chip, #more { font: inherit; font-size: .82rem; color: inherit; background: none;
  border: 1px solid var(--line); border-radius: 1rem; padding: .15rem .7rem; cursor: pointer; } .chip[aria-pressed=true] { background: var(--accent); color: var(--paper); border-color: var(--accent); }
#search { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--faint); border-radius: .4rem; padding: .25rem .6rem; width: min(24rem, 100%); }
footer { margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: .8rem; color: var(--faint); font-size: .84rem; overflow-wrap: break-word; }
PICTURES
.x-glance { display: flex; flex-wrap: wrap; margin-top: 1rem; } .x-glance section { flex: 1 1 13rem; } .x-glance .x-bar { grid-template-columns: minmax(3rem, 7rem) 1fr auto; }
@media screen and (max-width: 700px) { section { overflow-x: auto; } .falls div, .wide .x-bar { grid-template-columns: minmax(4rem, 7rem) 1fr auto; } .map { grid-template-columns: 1fr; } .two { grid-template-columns: 1fr; } }
@page { margin: 13mm 12mm; }
@media print {
  html { font-size: 12.5px; } main { max-width: none; padding: 0; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  h1, h2, h3, h2 + p, .finding .head { break-after: avoid; break-inside: avoid; } .verdict, .said, .todo, .all, .x-glance section, .falls, .map, tr, .wide, table:not(.points, .steps) { break-inside: avoid; }
  p { orphans: 3; widows: 3; } thead { display: table-header-group; } .first { break-after: page; } .x-glance { gap: .5rem; } .x-glance section { flex-basis: 12.4rem; padding: .5rem .6rem; }
  .x-waffle { aspect-ratio: 7 / 1; } .x-histogram { height: 4.2rem; } #browse { display: none; } h2 { margin-top: 1.4rem; } .first h2 { margin-top: .8rem; }
  .two { display: block; columns: 2; column-gap: 1.6rem; } .two .wide .x-bar { grid-template-columns: minmax(5rem, 9rem) 1fr auto; } .finding { margin: .7rem 0; }
}
""".replace("PICTURES", _PICTURES).replace("FONT", FONT)
)
