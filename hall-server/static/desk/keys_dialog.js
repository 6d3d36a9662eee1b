// The dialog of keys: every action with its key, a new one by pressing it, a warning where two would clash.
import { buttons, show } from "./dialogs.js";
import { keyName, make } from "./dom.js";

/** @typedef {import("../views.js").KeyAction} KeyAction */

const MODIFIERS = ["Shift", "Control", "Alt", "Meta", "CapsLock", "NumLock"];

/**
 * @param {import("./words.js").Words} words
 * @param {import("./settings.js").Settings} settings
 */
export function askKeys(words, settings) {
  /** The action that waits for its new key. @type {KeyAction | null} */
  let waiting = null;
  const said = make("p", { class: "notice", role: "alert", hidden: true });
  const list = make("ul", { class: "keys" });
  const large = make("input", { type: "checkbox", checked: settings.isLarge(), change: () => void keep(settings.toggleLarge()) });

  /**
   * @param {string} text
   * @param {"" | "warning" | "danger"} tone
   */
  function say(text, tone) {
    said.className = `notice ${tone}`;
    said.textContent = text;
    said.hidden = text === "";
  }

  /** @param {Promise<string | null>} saving */
  async function keep(saving) {
    const why = await saving;
    if (why !== null) say(why, "danger");
  }

  function draw() {
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.of : undefined;
    list.replaceChildren(...settings.actions.map(row));
    /** @type {HTMLElement | null} */ (list.querySelector(`[data-of="${focused ?? settings.actions[0]}"]`))?.focus();
  }

  /** @param {KeyAction} action */
  function row(action) {
    const name = words.text(`action.${action}`);
    const isWaiting = waiting === action;
    const key = isWaiting ? words.text("keys.press") : settings.shown(action);
    const button = make(
      "button",
      {
        type: "button", class: "button key", "data-of": action, "aria-pressed": String(isWaiting),
        "aria-label": words.text("keys.change", { action: name, key }),
        click() {
          waiting = isWaiting ? null : action;
          say(waiting ? words.text("keys.press_for", { action: name }) : "", "");
          draw();
        },
      },
      key,
    );
    return make("li", {}, make("span", {}, name), button);
  }

  /** @param {string} key */
  function take(key) {
    if (waiting === null || MODIFIERS.includes(key)) return;
    const [action, other] = [waiting, settings.actionOf(key)];
    const text = settings.textOf(key);
    if (other && other !== action) return say(words.text("keys.taken", { key: text, action: words.text(`action.${other}`) }), "warning");
    if (!settings.isKey(key)) return say(words.text("keys.not_free", { key: text }), "warning");
    waiting = null;
    void keep(settings.choose(action, key));
    say(words.text("keys.changed", { action: words.text(`action.${action}`), key: text }), "");
    draw();
  }

  const reset = make("button", {
    type: "button", class: "button",
    click() {
      waiting = null;
      void keep(settings.reset());
      say(words.text("keys.was_reset"), "");
      draw();
    },
  }, words.text("keys.reset"));
  const size = make("label", { class: "tick" }, large, make("span", {}, words.text("keys.large")));
  show(
    words.text("keys.title"),
    [make("p", { class: "dialog-hint" }, words.text("keys.hint")), list, said, size, buttons(words, reset)],
    (event) => {
      if (waiting !== null) {
        event.preventDefault();
        take(keyName(event));
        return;
      }
      const all = [...list.querySelectorAll("button")];
      const at = all.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step === undefined || at < 0) return;
      event.preventDefault();
      all[(at + step + all.length) % all.length]?.focus();
    },
    { width: "wide", ofVisitor: false },
  );
  draw();
}
