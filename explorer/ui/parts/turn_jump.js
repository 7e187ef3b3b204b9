// Scrolls the reader to the turn that one should see first, and to those that findings name.
export default function (component) {
  const { data, parentElement } = component;
  parentElement.jump = data;
  if (parentElement.shown !== data.about) {
    parentElement.shown = data.about;
    const left = () => parentElement.shown !== data.about; // for another row, which has a first turn of its own
    if (data.turn >= 0) when(() => left() || reveal(data.row, data.turn, false), 600);
  }
  const clicked = (event) => {
    const link = event.target instanceof Element ? event.target.closest(".st-key-reader a.x-jump") : null;
    if (!link) return;
    event.preventDefault();
    reveal(parentElement.jump.row, link.getAttribute("href").split("-").pop(), true);
  };
  document.addEventListener("click", clicked);
  return () => document.removeEventListener("click", clicked);
}

// The turns are drawn later than this, on a busy machine by seconds: asks again until they are there, for a minute.
function when(done, left) {
  if (!done() && left > 0) setTimeout(() => when(done, left - 1), 100);
}

function reveal(row, turn, always) {
  const head = document.querySelector(`.st-key-reader .x-head.x-r-${row}.x-t-${turn}`);
  if (!head) return false;
  const box = head.closest(".x-turn") || head;
  for (const folded of box.querySelectorAll("details")) if (always || folded.querySelector("mark")) folded.open = true;
  const seen = box.querySelector("mark.bad, mark:not([class])") || head;
  const place = seen.getBoundingClientRect();
  if (always || place.top < 0 || place.bottom > window.innerHeight) seen.scrollIntoView({ block: "center" });
  return true;
}
