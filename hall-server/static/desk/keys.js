// The keyboard of the desk: one key, one action. Dialogs and fields keep their own keys.
import { isAsking } from "./dialogs.js";

/** @typedef {import("./verdicts.js").ButtonName} ButtonName */

/** Keys of the buttons; pages/desk.rs shows the same on them. @type {Record<string, ButtonName>} */
export const KEYS = {
  " ": "call_next", Enter: "finish", s: "start", r: "recall", n: "no_show", u: "put_back", p: "park", t: "transfer",
  g: "resume", v: "void_class", b: "pause", o: "open", c: "close",
};

/** Controls that use Space and Enter themselves, once the clerk has gone to them by keyboard. */
const OWN_KEYS = "a:focus-visible, button:focus-visible, input:focus-visible, summary:focus-visible";

/**
 * @param {import("./actions.js").Actions} actions
 * @param {() => boolean} isPaused
 */
export function listenToKeys(actions, isPaused) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || isAsking()) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const inControl = document.activeElement?.matches(OWN_KEYS) ?? false;
    if ((key === " " || key === "Enter") && inControl) return;
    const name = KEYS[key];
    const isRecord = key === "w";
    const step = key === "ArrowDown" ? 1 : key === "ArrowUp" ? -1 : 0;
    if (!name && !isRecord && step === 0 && !/^[0-5]$/.test(key)) return;
    if (step !== 0 && document.activeElement?.matches("input[type=radio]")) return;
    event.preventDefault();
    if (event.repeat && step === 0) return;
    if (step !== 0) actions.move(step);
    else if (name === "pause") actions.press(isPaused() ? "continue" : "pause");
    else if (name) actions.press(name);
    else if (isRecord) actions.record();
    else actions.digit(key);
  });

  // A click must not take the focus, or the next Space would press that button again instead of calling.
  document.addEventListener("mousedown", (event) => {
    if (event.target instanceof Element && event.target.closest("button") && !isAsking()) event.preventDefault();
  });
}
