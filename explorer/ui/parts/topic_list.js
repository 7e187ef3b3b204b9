// Groups of rows as lines of text. What comes from a dataset only ever becomes a text node.
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  let list = parentElement.querySelector(".topics");
  if (!list) {
    list = element("div", "topics");
    list.setAttribute("role", "group");
    parentElement.append(list);
  }
  list.setAttribute("aria-label", data.label);
  list.style.maxHeight = data.height;
  const kept = list.scrollTop;
  list.replaceChildren();
  data.topics.forEach((topic, place) => {
    const line = element("button", "topic" + (topic.on ? " on" : ""));
    line.type = "button";
    line.title = topic.told;
    line.setAttribute("aria-pressed", topic.on ? "true" : "false");
    const head = element("span", "head");
    const dot = element("i", "dot");
    if (topic.colour) dot.style.background = topic.colour;
    const name = element("span", "name", topic.name);
    name.dir = "auto";
    head.append(dot, name, element("span", "count", topic.counted));
    const bar = element("span", "bar");
    const all = element("u"), some = element("b");
    all.style.width = `${100 * topic.share}%`;
    some.style.width = `${100 * topic.kept_share}%`;
    if (topic.colour) some.style.background = topic.colour;
    bar.append(all, some);
    line.append(head, bar);
    if (topic.typical) {
      const typical = element("span", "typical", topic.typical);
      typical.dir = "auto";
      line.append(typical);
    }
    line.onclick = () => setTriggerValue("picked", place);
    list.append(line);
  });
  list.scrollTop = kept;
}
