// Scrolls the reader to the turn that one should see first, and to those that findings name.
export default function (component) {
  const { data, parentElement } = component;
  parentElement.jump = data;
  if (parentElement.shown !== data.about) {
    parentElement.shown = data.about;
    if (data.turn >= 0) settle(data.row, data.turn, () => parentElement.shown !== data.about);
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

const EVERY = 100; // milliseconds between two looks
const MOST = 600; // looks
const STILL = 40; // looks after which it has come to rest
const MOVES = ["wheel", "touchstart", "keydown", "pointerdown"];

// The turns are drawn later than this, on a busy machine by seconds, and what is drawn above them still pushes them down.
// Looks until the turn has stayed where it is seen for a while, or the person has moved, or another row is read.
function settle(row, turn, isOver) {
  let moved = false;
  const onMove = () => (moved = true);
  for (const name of MOVES) window.addEventListener(name, onMove, { capture: true, passive: true });
  const look = (left, still) => {
    if (moved || isOver() || left === 0 || still === STILL) {
      for (const name of MOVES) window.removeEventListener(name, onMove, { capture: true });
      return;
    }
    const stays = reveal(row, turn, false) === "seen";
    setTimeout(() => look(left - 1, stays ? still + 1 : 0), EVERY);
  };
  look(MOST, 0);
}

// What became of it: "absent", "seen" where it was on the screen already, or "moved".
function reveal(row, turn, always) {
  const head = document.querySelector(`.st-key-reader .x-head.x-r-${row}.x-t-${turn}`);
  if (!head) return "absent";
  const box = head.closest(".x-turn") || head;
  for (const folded of box.querySelectorAll("details")) if (always || folded.querySelector("mark")) folded.open = true;
  const seen = box.querySelector("mark.bad, mark:not([class])") || head;
  const place = seen.getBoundingClientRect();
  if (!always && place.top >= 0 && place.bottom <= window.innerHeight) return "seen";
  seen.scrollIntoView({ block: "center" });
  return "moved";
}
