// What is wrong, as ranked bars with their limits. Text only ever becomes a text node.
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  let list = parentElement.querySelector(".problems");
  if (!list) {
    list = element("div", "problems");
    parentElement.append(list);
  }
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
    number.append(element("span", "", one.of));
    const acts = element("div", "acts");
    for (const [name, words] of one.acts) {
      const button = element("button", "", words);
      button.type = "button";
      button.setAttribute("aria-label", `${words}: ${one.title}`);
      button.onclick = () => setTriggerValue("pressed", [name, one.id]);
      acts.append(button);
    }
    line.append(title, track, number, acts);
    list.append(line);
  }
  if (data.quiet) list.append(element("div", "quiet", data.quiet));
}
