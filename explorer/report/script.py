"""The report's one script: rows are filtered by finding and by words. It makes elements of text, never of HTML."""

from __future__ import annotations

import base64
import hashlib

SCRIPT = """
'use strict';
const held = JSON.parse(document.getElementById('rows').textContent);
const list = document.getElementById('list'), more = document.getElementById('more'), told = document.getElementById('told');
const chips = document.getElementById('chips'), search = document.getElementById('search'), AT_ONCE = 25;
let chosen = null, shown = AT_ONCE;

function element(tag, name, text) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text !== undefined) made.textContent = text;
  return made;
}

function drawn(row) {
  const made = element('article', 'row');
  const head = [held.words.row.replace('ID', row.id.toLocaleString('en'))];
  if (row.tokens !== null) head.push(held.words.tokens.replace('NUMBER', row.tokens.toLocaleString('en')));
  made.append(element('p', 'quiet', head.concat(row.findings.map((place) => held.titles[place])).join(' \\u00b7 ')));
  if (row.prompt) made.append(element('div', 'prompt', row.prompt));
  const found = row.found.filter((one) => chosen === null || one.finding === chosen);
  for (const one of (found.length ? found : row.found).slice(0, chosen === null ? 1 : 3)) {
    if (one.said) made.append(element('p', 'quiet', one.role + ' \\u00b7 ' + one.said));
    const text = element('div', 'text', one.before ? '\\u2026 ' : '');
    for (const [piece, isMarked] of one.pieces) text.append(isMarked ? element('mark', '', piece) : piece);
    if (!one.pieces.length) text.append(held.words.empty);
    if (one.after) text.append(' \\u2026');
    made.append(text);
  }
  return made;
}

function texts(row) {
  return [row.prompt, ...row.found.flatMap((one) => [one.said, ...one.pieces.map((piece) => piece[0])])].join(' ').toLowerCase();
}

function draw() {
  const words = search.value.trim().toLowerCase();
  const fit = held.rows.filter((row) => (chosen === null || row.findings.includes(chosen)) && (!words || texts(row).includes(words)));
  list.replaceChildren(...fit.slice(0, shown).map(drawn));
  if (!fit.length) list.append(element('p', 'quiet', held.words.none));
  more.hidden = fit.length <= shown;
  told.textContent = held.words.shown.replace('SHOWN', Math.min(shown, fit.length).toLocaleString('en')).replace('ALL', fit.length.toLocaleString('en'));
}

function chip(words, place) {
  const made = element('button', 'chip', words);
  made.type = 'button';
  made.setAttribute('aria-pressed', String(place === null));
  made.addEventListener('click', () => {
    chosen = place;
    shown = AT_ONCE;
    for (const other of chips.children) other.setAttribute('aria-pressed', String(other === made));
    draw();
  });
  chips.append(made);
}

chip(held.words.all + ' ' + held.rows.length.toLocaleString('en'), null);
held.titles.forEach((title, place) => {
  if (held.counts[place]) chip(title + ' ' + held.counts[place].toLocaleString('en'), place);
});
more.textContent = held.words.more;
more.addEventListener('click', () => { shown += AT_ONCE; draw(); });
search.addEventListener('input', () => { shown = AT_ONCE; draw(); });
document.getElementById('browse').hidden = false;
draw();
"""

HASH = "sha256-" + base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
"""Of the script, by which the page's policy allows it and no other."""
