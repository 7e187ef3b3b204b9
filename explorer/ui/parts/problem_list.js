// What is wrong, as ranked bars with their limits. Text only ever becomes a text node.
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  let list = parentElement.querySelector(".problems");
  if (!list) {
    list = element("div", "problems");
    parentElement.append(list);
    list.addEventListener("pointerenter", () => (list.isOver = true));
    list.addEventListener("pointerleave", () => {
      list.isOver = false;
      settle(list);
    });
  }
  const draw = () => fill(list, data, setTriggerValue);
  // What was dropped stays where it was until the pointer leaves: the next bar must not move under a second click.
  if (list.held && list.isOver) list.waiting = draw;
  else draw();
}

function settle(list) {
  list.held = false;
  const draw = list.waiting;
  list.waiting = null;
  if (draw) draw();
}

function fill(list, data, setTriggerValue) {
  list.held = false;
  list.waiting = null;
  list.replaceChildren();
  for (const one of data.problems) {
    const line = element("div", `problem ${one.verdict}${one.lack ? " lack" : ""}`);
    line.title = one.told;
    const title = element("div", "title");
    title.append(element("b", "", one.sign), one.title);
    const track = element("div", "track");
    if (one.bar !== null) {
      const bar = element("i");
      bar.style.width = `${Math.max(0.6, 100 * one.bar)}%`;
      track.append(bar);
      if (one.limit !== null && one.limit <= 1) {
        const tick = element("u");
        tick.style.left = `${100 * one.limit}%`;
        track.append(tick);
      }
    }
    const number = element("div", "number", one.number);
    const of = element("span");
    const dot = one.of.startsWith(" · ") ? " · " : "";
    of.append(element("i", "", dot), one.of.slice(dot.length));
    number.append(of);
    const acts = element("div", "acts");
    for (const [name, words] of one.acts) {
      const button = element("button", "", words);
      button.type = "button";
      button.setAttribute("aria-label", `${words}: ${one.title}`);
      button.onclick = () => {
        if (name === "drop") hold(list, line, one, data.undo, setTriggerValue);
        setTriggerValue("pressed", [name, one.id]);
      };
      acts.append(button);
    }
    line.append(title, track, number, acts);
    list.append(line);
  }
  if (data.quiet) list.append(element("div", "quiet", data.quiet));
}

// The bar of what was dropped: struck through, with Undo where its buttons were.
function hold(list, line, one, words, setTriggerValue) {
  list.held = true;
  line.classList.add("gone");
  const undo = element("button", "", words);
  undo.type = "button";
  undo.setAttribute("aria-label", `${words}: ${one.title}`);
  undo.onclick = () => {
    setTriggerValue("pressed", ["undo", one.id]);
    line.classList.remove("gone");
    undo.remove();
    list.held = false;
  };
  line.querySelector(".acts").replaceChildren(undo);
}
