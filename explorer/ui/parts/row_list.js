// Rows as lines of text. Text of a dataset only ever becomes a text node, so whatever it holds stays inert.
function marked(css, text, needles) {
  const line = element("div", "line " + css);
  line.dir = "auto";
  const lower = text.toLowerCase();
  let at = 0;
  while (at < text.length) {
    let next = -1, length = 0;
    for (const needle of needles) {
      const place = needle ? lower.indexOf(needle, at) : -1;
      if (place >= 0 && (next < 0 || place < next)) { next = place; length = needle.length; }
    }
    if (next < 0) break;
    line.append(text.slice(at, next), element("mark", "", text.slice(next, next + length)));
    at = next + length;
  }
  line.append(text.slice(at));
  return line;
}

export default function (component) {
  const { data, parentElement, setTriggerValue, setStateValue } = component;
  let list = parentElement.querySelector(".list");
  if (!list) {
    list = element("div", "list");
    list.setAttribute("role", "list");
    list.setAttribute("aria-label", data.label || "Rows");
    parentElement.append(list);
  }
  list.style.height = `max(420px, calc(100vh - ${data.above}px))`;
  const kept = list.dataset.about === data.about ? list.scrollTop : 0;
  list.dataset.about = data.about;
  const selected = new Set(data.selected || []);
  const needles = (data.needles || []).map((needle) => needle.toLowerCase());
  list.replaceChildren();
  if (!data.rows.length) list.append(element("div", "empty", data.nothing || ""));
  let shown = null;
  data.rows.forEach((row, position) => {
    const line = element("div", "row" + (row.id === data.open ? " open" : "") + (row.dropped ? " dropped" : ""));
    line.setAttribute("role", "listitem");
    if (row.id === data.open) line.setAttribute("aria-current", "true");
    line.tabIndex = row.id === data.open || (data.open === null && position === 0) ? 0 : -1;
    const box = element("input");
    box.type = "checkbox";
    box.checked = selected.has(row.id);
    box.setAttribute("aria-label", data.select_label + " " + row.id);
    box.onclick = (event) => {
      event.stopPropagation();
      if (event.shiftKey && list.dataset.last !== undefined) {
        const last = Number(list.dataset.last);
        for (let i = Math.min(last, position); i <= Math.max(last, position); i++) {
          box.checked ? selected.add(data.rows[i].id) : selected.delete(data.rows[i].id);
        }
      } else if (box.checked) selected.add(row.id); else selected.delete(row.id);
      list.dataset.last = String(position);
      setStateValue("selected", [...selected]);
    };
    const text = element("div", "text");
    text.append(marked("prompt", row.prompt, needles), marked("answer", row.answer, needles));
    if (row.hit) text.append(marked("hit", row.hit, needles));
    if (row.why.length) {
      const why = element("div", "why");
      for (const [words, css] of row.why) why.append(element("span", css, words));
      text.append(why);
    }
    const side = element("div", "side");
    for (const [words, css] of row.badges) side.append(element("span", "badge " + css, words));
    side.append(element("div", "", row.side));
    line.append(box, text, side);
    const open = () => {
      for (const other of list.querySelectorAll(".row.open")) other.classList.remove("open");
      line.classList.add("open");
      setTriggerValue("opened", row.id);
    };
    line.onclick = open;
    line.onkeydown = (event) => { if (event.key === "Enter" && event.target === line) open(); };
    list.append(line);
    if (row.id === data.open) shown = line;
  });
  // Keys that buttons cannot have: `/` leads to the search, `?` to the list of keys.
  const onKey = (event) => {
    const typing = event.target.closest && event.target.closest("input, textarea, select, [contenteditable=true]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const wanted = event.key === "/" ? data.search : event.key === "?" ? data.help : "";
    const found = wanted && document.querySelector(wanted);
    if (!found) return;
    event.preventDefault();
    if (event.key === "/") found.focus(); else found.click();
  };
  document.addEventListener("keydown", onKey);
  list.scrollTop = kept;
  if (shown) {
    const top = shown.offsetTop - list.offsetTop;
    if (top < list.scrollTop || top + shown.offsetHeight > list.scrollTop + list.clientHeight) {
      list.scrollTop = Math.max(0, top - list.clientHeight / 3);
    }
  }
  return () => document.removeEventListener("keydown", onKey);
}
