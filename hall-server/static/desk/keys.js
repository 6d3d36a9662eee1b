// The keyboard of the desk: one key, one action, as the clerk has chosen. Dialogs and fields keep their own keys.
import { isAsking } from "./dialogs.js";
import { keyName } from "./dom.js";

/** Controls that use Space themselves, once the clerk has gone to them by keyboard; a tick or a choice has no use for Enter. */
const OWN_SPACE = "a:focus-visible, button:focus-visible, input:focus-visible, summary:focus-visible";
const OWN_ENTER = "a:focus-visible, button:focus-visible, summary:focus-visible";
/** Where letters are typed. */
const TYPED_IN = "input[type=text], input[type=search], textarea, select";

/**
 * @param {import("./actions.js").Actions} actions
 * @param {Pick<import("./settings.js").Settings, "actionOf">} settings
 */
export function listenToKeys(actions, settings) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || isAsking()) return;
    const key = keyName(event);
    const focused = document.activeElement;
    if (focused?.matches(TYPED_IN)) return;
    if (key === "Space" && focused?.matches(OWN_SPACE)) return;
    if (key === "Enter" && focused?.matches(OWN_ENTER)) return;
    const action = settings.actionOf(key);
    const step = key === "ArrowDown" ? 1 : key === "ArrowUp" ? -1 : 0;
    if (!action && step === 0 && !/^[0-5]$/.test(key)) return;
    if (step !== 0 && focused?.matches("input[type=radio]")) return;
    event.preventDefault();
    if (event.repeat && step === 0) return;
    if (step !== 0) actions.move(step);
    else if (action) actions.run(action);
    else actions.digit(key);
  });

  // A click must not take the focus, or the next Space would press that button again instead of calling.
  document.addEventListener("mousedown", (event) => {
    if (event.target instanceof Element && event.target.closest("button") && !isAsking()) event.preventDefault();
  });
}
