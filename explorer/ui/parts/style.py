"""The style sheet of the HTML that this app makes itself. Colours follow the theme: they are mixed from the text's."""

from __future__ import annotations

import streamlit as st

from explorer.charts import pictures
from explorer.ui.parts.inert import Html

FONTS = (
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'PingFang SC', 'Hiragino Sans', 'Microsoft YaHei', "
    "'Noto Sans CJK SC', 'Noto Sans Arabic', 'Noto Sans Devanagari', 'Apple Color Emoji', 'Noto Color Emoji', sans-serif"
)
MONOSPACE = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', 'Noto Sans Mono CJK SC', monospace"

# (text on primaryColor, primaryColor, textColor of .streamlit/config.toml, colour of what wants a look, of what fails, of what is good, backgroundColor)
_COLOURS = {
    "light": ("#ffffff", "#2563c9", "#1d2430", "#b45309", "#b4232c", "#2f7d4f", "#ffffff"),
    "dark": ("#0d1420", "#5b95f5", "#e4e7ec", "#f0a04b", "#f47174", "#6cc08b", "#14171c"),
}
_PLACES = ("ON-ACCENT", "ACCENT", "TEXT", "WARN", "BAD", "GOOD", "PAPER")

_SHEET = Html(
    """<style>
.x-turn, .x-card, .x-keep, .x-facts, .x-tags, .x-figures, .x-table { --line: color-mix(in srgb, currentColor 14%, transparent);
  --soft: color-mix(in srgb, currentColor 5%, transparent); --faint: color-mix(in srgb, currentColor 72%, transparent);
  --accent: ACCENT; font-family: FONTS; font-variant-numeric: tabular-nums; }
.x-turn { margin: 0 0 .75rem 0; border-left: 3px solid var(--line); padding: .1rem 0 .1rem .8rem; font-size: .95rem; }
.x-turn.user { border-left-color: color-mix(in srgb, currentColor 40%, transparent); }
.x-turn.assistant { border-left-color: var(--accent); }
.x-turn.rejected { border-left-color: WARN; }
.x-loss, .x-loss-said { font-family: FONTS; font-variant-numeric: tabular-nums; font-size: .92rem; margin: 0 0 .7rem 0; }
.x-loss { white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.65; padding: .7rem .9rem; border-radius: .4rem;
  border: 1px solid color-mix(in srgb, currentColor 14%, transparent); }
.x-loss .on, .x-loss-key .on { background: color-mix(in srgb, ACCENT 20%, transparent); border-radius: .15rem; box-decoration-break: clone;
  -webkit-box-decoration-break: clone; padding: .08em 0; }
.x-loss .off, .x-loss-key .off { color: color-mix(in srgb, currentColor 72%, transparent); }
.x-loss-key { font-size: .8rem; margin-left: .6rem; } .x-loss-key .on, .x-loss-key .off { padding: .1em .45em; }
.x-loss-said { padding: .1rem 0 .1rem .8rem; border-left: 3px solid ACCENT; line-height: 1.5; } .x-loss-said.bad { border-left-color: WARN; }
.x-loss-said .note { color: WARN; }
.x-pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr)); gap: 0 1rem; }
.x-sides2 small { display: none; font-weight: 600; font-size: .8rem; margin: .2rem 0; }
.x-why { font-family: FONTS; font-size: .85rem; line-height: 1.6; margin: 0 0 .5rem 0; color: color-mix(in srgb, currentColor 72%, transparent); }
.x-changes { display: flex; flex-wrap: wrap; gap: .3rem 1rem; } .x-changes span { overflow-wrap: anywhere; }
.x-changes mark { color: TEXT; border-radius: .15rem; padding: 0 .2rem; background: color-mix(in srgb, WARN 24%, transparent); }
.x-changes mark + mark { background: color-mix(in srgb, GOOD 24%, transparent); }
.x-head { display: flex; gap: .6rem; align-items: baseline; flex-wrap: wrap; font-size: .8rem; color: var(--faint);
  margin-bottom: .2rem; }
.x-head b { font-weight: 600; color: TEXT; }
.x-text { white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.55; unicode-bidi: plaintext; text-align: start; }
.x-text.mono { font-family: MONO; font-size: .85rem; line-height: 1.45; }
.x-turn details { background: var(--soft); border-radius: .4rem; padding: .35rem .7rem; margin: .3rem 0; }
.x-turn summary { cursor: pointer; font-size: .8rem; color: var(--faint); }
.x-turn summary .x-head { display: inline-flex; margin: 0; vertical-align: middle; }
.x-turn details[open] summary { margin-bottom: .35rem; }
.x-tag { border: 1px solid var(--line); border-radius: .7rem; padding: 0 .45rem; font-size: .75rem; }
.x-tag.hit { border-color: WARN; color: WARN; }
.x-turn mark, .x-card mark { background: color-mix(in srgb, #f5b400 45%, transparent); color: inherit; border-radius: .15rem; }
.x-turn mark.bad, .x-card mark.bad { background: color-mix(in srgb, WARN 32%, transparent); }
.x-turn mark.good { background: color-mix(in srgb, GOOD 30%, transparent); }
.x-turn mark.soft { background: none; text-decoration: underline dotted; text-underline-offset: .2em; text-decoration-color: var(--faint); }
.x-found { margin: 0 0 .9rem 0; padding: .5rem .8rem .5rem 1.7rem; border: 1px solid color-mix(in srgb, WARN 45%, transparent);
  border-radius: .4rem; font-size: .88rem; font-family: FONTS; }
.x-found b { font-weight: 600; margin-right: .3rem; }
.x-cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr)); gap: .75rem; }
.x-card { border: 1px solid var(--line); border-radius: .5rem; padding: .7rem .85rem; font-size: .88rem; min-width: 0; }
.x-card .x-text { display: -webkit-box; -webkit-box-orient: vertical; overflow: hidden; line-height: 1.45; }
.x-card .x-prompt { -webkit-line-clamp: 3; color: var(--faint); margin-bottom: .45rem; }
.x-card .x-response { -webkit-line-clamp: 6; }
.x-figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(7.6rem, 1fr)); gap: .9rem 1rem; }
.x-figures > div { display: flex; flex-direction: column; min-width: 0; line-height: 1.3; }
.x-figures span { font-size: .82rem; color: var(--faint); white-space: nowrap; }
.x-figures b { font-size: 1.65rem; font-weight: 600; letter-spacing: -.01em; }
.x-figures i { font-style: normal; font-size: .8rem; color: var(--faint); min-height: 1.05rem; }
.x-keep { font-size: .8rem; line-height: 1.35; }
.x-keep .bar { position: relative; height: .4rem; border-radius: .2rem; background: var(--line); margin: .25rem 0 .5rem 0;
  overflow: hidden; }
.x-keep .bar > i { position: absolute; inset: 0 auto 0 0; border-radius: .2rem; background: var(--accent); }
.x-keep .bar.split { display: flex; height: .6rem; gap: 1px; }
.x-keep .bar.split > i { position: static; border-radius: 0; flex: none; min-width: 2px; }
.x-keep .bar.split > i.kept { background: var(--accent); min-width: 0; }
.x-keep b { font-weight: 600; font-size: .95rem; }
.x-count { font-size: .8rem; white-space: nowrap; font-variant-numeric: tabular-nums; }
.x-count u { display: inline-block; width: .55rem; height: .55rem; border-radius: .15rem; margin-right: .35rem; }
.x-keep .row { display: flex; justify-content: space-between; gap: .5rem; }
.x-keep .row span { white-space: nowrap; }
.x-keep .row span + span { color: var(--faint); }
.x-tags { display: flex; flex-wrap: wrap; gap: .35rem .5rem; align-items: baseline; font-size: .85rem; }
.x-tags .x-tag { font-size: .82rem; padding: .1rem .6rem; }
.x-tags i { font-style: normal; color: var(--faint); font-size: .8rem; }
.st-key-review_queue button { justify-content: flex-start; text-align: left; min-height: 1.7rem; padding: .1rem .5rem; }
.st-key-review_queue button p { font-size: .82rem; line-height: 1.25; }
.st-key-review_queue button > div { justify-content: flex-start; min-width: 0; }
.st-key-decide_bar button, .st-key-selected_bar button, .st-key-history button, .st-key-focus_actions button { min-height: 1.9rem; padding: .1rem .55rem; }
[class*="st-key-steprow_"] { flex-wrap: nowrap !important; margin-bottom: -.55rem; }
[class*="st-key-steprow_"] > div { min-width: 0; }
[class*="st-key-steprow_"] [data-testid="stCheckbox"] label p { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; font-size: .86rem; }
[class*="st-key-steprow_"] [data-testid="stCheckbox"] label > div:last-child { min-width: 0; overflow: hidden; }
[class*="st-key-steprow_"] [data-testid="stPopover"] button { padding: 0 .1rem; min-height: 1.4rem; border: none; }
[class*="st-key-steprow_"] [data-testid="stPopover"] button svg { display: none; }
.st-key-chips button { min-height: 1.7rem; padding: .05rem .55rem; border-radius: 1rem; }
.st-key-chips button p { font-size: .8rem; }
/* As high as the boxes beside them, so that labels stand on one line. */
[data-testid="stMain"] [data-testid="stButtonGroup"] button[data-variant="segmented_control"] { min-height: 2.375rem; }
.st-key-filter_actions button, .st-key-dataset_actions button { min-height: 1.9rem; }
[data-testid="stMainBlockContainer"] { padding-left: 2.6rem; padding-right: 2.6rem; }
.st-key-reader [data-testid="stHorizontalBlock"] { flex-wrap: wrap; }
.st-key-reader [data-testid="stColumn"]:first-child { min-width: min(27rem, 100%); }
.st-key-reader [data-testid="stColumn"]:last-child { min-width: min(14.5rem, 100%); }
/* The menu that holds the page that is shown, as a page of its own is. */
.rc-overflow-item:nth-child(ENTRY) > [data-testid="stTopNavSection"] { background: color-mix(in srgb, TEXT 9%, transparent); font-weight: 600; }
/* Streamlit keeps a chart that another one replaces until the page is done: as soon as the new one is drawn, it alone is shown. */
.stElementContainer[data-stale="false"]:has(.stPlotlyChart .main-svg) + .stElementContainer[data-stale="true"]:has(.stPlotlyChart) { display: none; }
/* Streamlit's own quiet texts are paler than can be read by everybody. */
[data-testid="stCaptionContainer"] { color: color-mix(in srgb, TEXT 76%, transparent); opacity: 1 !important; }
[data-testid="stExpander"] summary, [data-testid="stExpander"] summary :is(span, div) { opacity: 1 !important; }
[data-testid="stExpander"] summary p { color: color-mix(in srgb, TEXT 80%, transparent); }
[data-testid="stWidgetLabel"] p { color: TEXT; }
[data-testid^="stBaseButton-primary"]:not(:disabled) p, [data-testid^="stBaseButton-primary"]:not(:disabled) [data-testid="stIconMaterial"],
[data-testid="stBaseLinkButton-primary"] p { color: ON-ACCENT; }
.stCode .token.builtin { color: ACCENT; } .stCode .token.variable { color: TEXT; }
.st-key-page_head { margin-bottom: -.4rem; flex-direction: row; align-items: baseline; flex-wrap: wrap; gap: .9rem; }
/* What is chosen from stays in view while one reads down a long row. */
@media (min-width: 1000px) {
  .st-key-review > div > [data-testid="stHorizontalBlock"] > [data-testid="stColumn"]:not(:last-child),
  .st-key-review > [data-testid="stHorizontalBlock"] > [data-testid="stColumn"]:not(:last-child) {
    position: sticky; top: 3.9rem; align-self: flex-start; max-height: calc(100vh - 4.2rem); overflow-y: auto; scrollbar-width: thin; }
}
@media (max-width: 700px) { .x-sides2 > .x-pair:first-child { display: none; } .x-sides2 small { display: block; } }
@media (max-width: 640px) {
  .st-key-page_head { flex-direction: column; gap: .9rem; }
  [class*="st-key-trainer_rule_"] { flex-wrap: wrap !important; }
  [class*="st-key-trainer_rule_"] > :nth-child(2) { order: 3; flex-basis: 100% !important; margin-top: -.6rem; }
  /* On a telephone the rows come before what they are sorted into. */
  [data-testid="stHorizontalBlock"]:has(> [data-testid="stColumn"] .st-key-review_queue) > [data-testid="stColumn"]:first-child { order: 3; }
}
@media (max-width: 1100px) {
  /* Beside the row that is read, there is room for the list alone: what rows are sorted into stands below. */
  [data-testid="stHorizontalBlock"]:has(> [data-testid="stColumn"] .st-key-review_queue) { flex-wrap: wrap; }
  [data-testid="stHorizontalBlock"]:has(> [data-testid="stColumn"] .st-key-review_queue) > [data-testid="stColumn"]:first-child { order: 3; min-width: 100%; }
}
@media (max-width: 1240px) {
  /* Bars with their buttons need the width: the picture of all rows stands below them. */
  .st-key-overview_top [data-testid="stHorizontalBlock"] { flex-wrap: wrap; }
  .st-key-overview_top [data-testid="stColumn"] { min-width: 100%; }
}
[class*="st-key-trainer_rule_"] { flex-wrap: nowrap; border-top: 1px solid color-mix(in srgb, currentColor 14%, transparent); padding: .1rem 0; }
[class*="st-key-trainer_rule_"] button { min-height: 1.7rem; padding: .05rem 0; } [class*="st-key-trainer_rule_"] button p { text-align: start; }
[class*="st-key-trainer_head_"] { padding: .35rem 0; } [class*="st-key-trainer_head_"] button { min-height: 1.9rem; padding: .1rem .55rem; }
.st-key-selected_bar { min-height: 2.5rem; }
.st-key-decide_bar { position: sticky; top: 3.75rem; z-index: 5; background: PAPER; padding: .2rem 0; }
.st-key-open_dialog { width: min(37rem, calc(100vw - 5rem)); }
.x-jump { color: inherit; text-decoration: underline; text-underline-offset: .15em; }
.x-becomes { font-size: 1.05rem; margin: .1rem 0 .5rem 0; }
.x-becomes .fail { color: BAD; } .x-becomes .pass { color: GOOD; }
.st-key-page_head > div { width: auto !important; max-width: 100%; flex: none; }
.st-key-page_head h2 { padding: 0; font-size: 1.45rem; }
[class*="st-key-rendered_"] { border-left: 3px solid color-mix(in srgb, currentColor 14%, transparent); padding: 0 0 .2rem .8rem; margin: -2.1rem 0 .2rem 0; }
[class*="st-key-rendered_assistant"] { border-left-color: ACCENT; }
[class*="st-key-rendered_"] h1 { font-size: 1.25rem; } [class*="st-key-rendered_"] h2 { font-size: 1.15rem; } [class*="st-key-rendered_"] h3 { font-size: 1.05rem; }
.x-call { margin: .3rem 0; border: 1px solid var(--line); border-radius: .4rem; padding: .25rem .6rem; }
.x-call summary { cursor: pointer; font-family: MONO; font-size: .82rem; overflow-wrap: anywhere; }
.x-first { font-family: MONO; font-size: .78rem; color: var(--faint); white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.x-facts { font-size: .82rem; }
.x-facts table { width: 100%; border-collapse: collapse; }
.x-facts th { text-align: left; font-weight: 600; padding: .6rem 0 .15rem 0; font-size: .75rem; color: var(--faint); }
.x-facts td { padding: .16rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
.x-facts td:first-child { overflow-wrap: normal; min-width: 6.5rem; }
.x-facts td + td { text-align: right; padding-left: .8rem; }
.x-facts.x-asked { font-size: .9rem; } .x-asked td + td { text-align: left; } .x-asked td { padding: .4rem 0; }
.x-spread td:nth-child(n+3) { white-space: nowrap; }
.x-finding { font-size: .95rem; font-weight: 600; }
.x-spread td i { display: block; height: .55rem; margin-top: .35rem; min-width: 2px; border-radius: 2px; background: ACCENT; }
.x-facts summary { cursor: pointer; color: var(--faint); }
.x-table { overflow-x: auto; } .x-table td span { white-space: nowrap; }
.x-table table { width: 100%; border-collapse: collapse; font-size: .88rem; }
.x-table th, .x-table td { padding: .3rem .6rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
.x-table th { font-weight: 400; font-size: .8rem; color: var(--faint); }
.x-table th:first-child { text-align: left; padding-left: 0; font-size: .88rem; color: TEXT; }
  --faint: color-mix(in srgb, currentColor 72%, transparent); font-family: FONTS; font-variant-numeric: tabular-nums; }
.x-silent { font-size: .95rem; line-height: 1.6; } .x-silent summary { cursor: pointer; } .x-silent summary b { color: GOOD; }
.x-quiet { color: var(--faint); font-size: .85rem; }
.x-points { overflow-x: auto; }
.x-points table { width: 100%; border-collapse: collapse; font-size: .86rem; }
.x-points th { text-align: left; font-weight: 600; font-size: .78rem; color: var(--faint); padding: .7rem 0 .2rem 0; }
.x-points td { padding: .25rem .6rem .25rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.x-points td:first-child { width: 1.2rem; font-weight: 700; } .x-points td:nth-child(2) { white-space: nowrap; }
.x-points td:last-child { color: var(--faint); white-space: nowrap; }
.x-points .fail td:first-child { color: BAD; } .x-points .warn td:first-child { color: WARN; } .x-points .pass td:first-child { color: GOOD; }
.x-verdict { display: flex; align-items: center; gap: .8rem; border-left: .35rem solid var(--edge); padding: .25rem 0 .25rem .8rem; font-family: FONTS;
  --edge: color-mix(in srgb, currentColor 30%, transparent); }
.x-verdict.fail { --edge: BAD; } .x-verdict.warn { --edge: WARN; } .x-verdict.pass { --edge: GOOD; }
.x-verdict > b { font-size: 1.5rem; color: var(--edge); }
.x-verdict strong { font-size: 1.5rem; font-weight: 650; letter-spacing: -.01em; line-height: 1.2; }
.x-verdict p { margin: 0; font-size: .98rem; }
.x-h { font-size: .95rem !important; font-weight: 600; margin: 0 0 .2rem 0; padding: .2rem 0; font-family: FONTS; }
PICTURES
.x-two .x-bar i, .x-bar.x-two i, .x-differ i { height: .95rem; background: none; overflow: visible; }
.x-bar.x-two i u, .x-differ i u { height: .42rem; inset: 0 auto auto 0; background: var(--before); } .x-bar.x-two i b, .x-differ i b { height: .42rem; inset: .48rem auto auto 0; background: ACCENT; }
.x-bar.x-two { grid-template-columns: minmax(0, 1fr) auto; gap: 0 .5rem; } .x-bar.x-two i { grid-column: 1 / -1; order: 3; }
.x-glance.x-five { grid-template-columns: repeat(auto-fit, minmax(11.4rem, 1fr)); }
.x-histogram.x-two > i > u { background: var(--before); opacity: .55; } .x-histogram.x-two > i > b { background: color-mix(in srgb, ACCENT 30%, transparent); border-top: 2px solid ACCENT; box-sizing: border-box; }
.x-five .x-histogram { height: 9.6rem; } .x-sides { display: flex; justify-content: space-between; } .x-sides small { font-weight: 400; font-size: .76rem; color: color-mix(in srgb, currentColor 72%, transparent); }
.x-ends { display: flex; justify-content: space-between; font-size: .72rem; color: var(--faint); padding-top: .15rem; }
.x-differ { --faint: color-mix(in srgb, currentColor 72%, transparent); font-family: FONTS; font-variant-numeric: tabular-nums; font-size: .82rem; display: flex; flex-direction: column; gap: .28rem; }
.x-differ > div { display: grid; grid-template-columns: minmax(7rem, 32%) minmax(4rem, 1fr) 8.4rem 9.6rem; gap: .7rem; align-items: center; }
.x-differ span { overflow-wrap: anywhere; line-height: 1.25; } .x-differ i { position: relative; } .x-differ i u, .x-differ i b { position: absolute; border-radius: .1rem; }
.x-differ em { font-style: normal; white-space: nowrap; text-align: right; } .x-differ small { color: var(--faint); font-size: .76rem; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.x-both p u { display: inline-block; width: .65rem; height: .65rem; border-radius: .12rem; margin-right: .35rem; } .x-both u.before { background: var(--before); } .x-both u.after { background: ACCENT; }
.x-points b { font-weight: 600; white-space: nowrap; } .x-points .x-fail { color: BAD; } .x-points .x-warn { color: WARN; } .x-points .x-pass { color: GOOD; } .x-points .x-unknown { color: var(--faint); }
.x-numbers td:nth-child(3) { min-width: 13rem; } .x-listed { font-size: .86rem; } .x-listed td { padding: .1rem .8rem .1rem 0; } .x-listed td:first-child { text-align: right; color: color-mix(in srgb, currentColor 72%, transparent); }
.x-points.x-wide td:last-child { color: inherit; white-space: normal; }
@media (max-width: 1100px) { .x-points td:nth-child(2) { white-space: normal; } .x-table th, .x-table td { white-space: normal; padding: .3rem .35rem; } }
@media (max-width: 640px) { .x-table table, .x-table th:first-child { font-size: .78rem; } .x-table th, .x-table td { padding: .3rem .15rem; } }
@media (max-width: 900px) { .x-differ > div { grid-template-columns: minmax(0, 1fr) auto; } .x-differ i { grid-column: 1 / -1; order: 3; } .x-differ small { grid-column: 1 / -1; order: 4; } }
.x-thumbnail { width: 100%; border: 1px solid color-mix(in srgb, currentColor 14%, transparent); border-radius: .5rem; image-rendering: auto; }
.st-key-map_plot { height: max(26rem, calc(100vh - 14.5rem)); }
.st-key-map_plot > div, .st-key-map_plot .stPlotlyChart { height: 100%; }
[data-testid="stButtonGroup"] [role="radiogroup"] { flex-wrap: wrap; mask-image: none; }
[class*="st-key-wraps_"] > [data-testid="stLayoutWrapper"] > [data-testid="stHorizontalBlock"] { flex-wrap: wrap; }
[class*="st-key-wraps_"] > [data-testid="stLayoutWrapper"] > [data-testid="stHorizontalBlock"] > [data-testid="stColumn"] { min-width: min(23rem, 100%); }
.st-key-map_page > [data-testid="stLayoutWrapper"] > [data-testid="stHorizontalBlock"] { flex-wrap: wrap; }
.st-key-map_page [data-testid="stColumn"]:first-child { min-width: min(30rem, 100%); }
.st-key-map_page [data-testid="stColumn"]:last-child { min-width: min(17rem, 100%); }
.st-key-map_actions button, .st-key-map_hit_actions button { min-height: 1.9rem; padding: .1rem .4rem; }
.x-picked { font-family: FONTS; font-size: .84rem; } .x-picked > b { font-size: 1.35rem; font-weight: 650; margin-right: .5rem; }
.x-picked > span { opacity: .7; } .x-picked p { display: flex; flex-wrap: wrap; gap: .25rem .35rem; margin: .35rem 0 0 0; }
.x-picked u { text-decoration: none; font-size: .76rem; border: 1px solid color-mix(in srgb, WARN 45%, transparent); border-radius: .6rem; padding: 0 .45rem; }
.x-picked i { display: block; font-style: normal; font-size: .8rem; opacity: .7; margin-top: .3rem; }
.st-key-verdict { align-items: center; }
.x-facts .out td { color: WARN; font-weight: 600; }
</style>""".replace("PICTURES", pictures.SHEET)
    .replace("FONTS", FONTS)
    .replace("MONO", MONOSPACE)
)


def apply(entry: int = 0) -> None:
    """Put the style sheet on the page; once in every run. entry: of the navigation, from 1, that holds the page; 0 for none."""
    sheet: str = _SHEET.replace("ENTRY", str(entry))
    for place, colour in zip(_PLACES, _COLOURS.get(st.context.theme.type or "light", _COLOURS["light"]), strict=True):
        sheet = sheet.replace(place, colour)
    st.html(sheet)
