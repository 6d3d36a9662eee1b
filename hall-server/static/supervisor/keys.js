// The keyboard of the supervisor's page: 1 to 4 turn the page, letters act, arrows walk over the windows.
import { isAsking } from "../desk/dialogs.js";
import { byId } from "../desk/dom.js";
import { TABS } from "./actions.js";

/** Keys of the buttons; pages/supervisor.rs shows the same on them. @type {Record<string, import("./actions.js").ButtonName>} */
export const KEYS = { d: "direct", p: "hold", e: "extend", a: "announce", r: "ready", v: "mute", k: "confirm_clock" };

/** @param {import("./actions.js").Actions} actions */
export function listenToKeys(actions) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || isAsking()) return;
    const name = KEYS[event.key.toLowerCase()];
    const tab = TABS[Number(event.key) - 1];
    if (tab) actions.tab(tab);
    else if (name && !event.repeat) actions.press(name);
    else if (!walk(event.key)) return;
    event.preventDefault();
  });
}

/**
 * Moves the focus from window to window.
 * @param {string} key
 */
function walk(key) {
  const tiles = [...byId("windows").querySelectorAll("button")];
  const at = tiles.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
  const first = tiles[0];
  if (at < 0 || !first) return false;
  const columns = tiles.filter((tile) => tile.offsetTop === first.offsetTop).length;
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[key];
  if (step === undefined) return false;
  tiles[at + step]?.focus();
  return true;
}
