// How this clerk wants the desk: keys and size of the text. In force at once, kept by the server, so that they are there at
// every window.
import { newKey, send } from "../send.js";

/** @typedef {import("../views.js").KeyAction} KeyAction */
/** @typedef {import("../views.js").DeskPage} DeskPage */
/** @typedef {import("./words.js").Words} Words */

/**
 * @param {Pick<DeskPage, "keys" | "usual_keys" | "named_keys" | "large">} page
 * @param {Words} words
 * @param {{ changed: () => void, refuse: (answer: import("../send.js").Answer & { ok: false }) => string }} desk draws anew
 *   what shows keys; says why something is not kept
 */
export function settings(page, words, { changed, refuse }) {
  /** @type {Record<KeyAction, string>} */
  let keys = { ...page.keys };
  let isLarge = page.large;
  let saving = new AbortController();
  const usual = /** @type {Record<KeyAction, string>} */ (Object.fromEntries(page.usual_keys));

  /** @returns {Promise<string | null>} why it is not kept */
  async function save() {
    saving.abort();
    saving = new AbortController();
    const own = Object.entries(keys).filter(([action, key]) => key !== usual[/** @type {KeyAction} */ (action)]);
    const body = { keys: Object.fromEntries(own), large: isLarge };
    changed();
    const answer = await send("/api/v1/session/desk", body, newKey(), { signal: saving.signal });
    return !answer || answer.ok ? null : refuse(answer);
  }

  const self = {
    /** Actions in the order shown. */
    actions: page.usual_keys.map(([action]) => action),
    /** @param {KeyAction} action */
    keyOf: (action) => keys[action],
    /** A key as it stands on a button. @param {string} key */
    textOf: (key) => (key === "Space" || key === "Enter" ? words.text(`key.${key.toLowerCase()}`) : key),
    /** The key of an action as it stands on its button. @param {KeyAction} action */
    shown: (action) => self.textOf(keys[action]),
    /**
     * @param {string} key
     * @returns {KeyAction | undefined}
     */
    actionOf: (key) => self.actions.find((action) => keys[action] === key),
    isLarge: () => isLarge,
    toggleLarge() {
      isLarge = !isLarge;
      return save();
    },
    /** May it be chosen at all? @param {string} key */
    isKey: (key) => /^[A-Z6-9]$/.test(key) || page.named_keys.includes(key),
    /**
     * @param {KeyAction} action
     * @param {string} key one that may be chosen and is free
     */
    choose(action, key) {
      keys = { ...keys, [action]: key };
      return save();
    },
    /** All keys as usual. */
    reset() {
      keys = { ...usual };
      return save();
    },
  };
  return self;
}

/** @typedef {ReturnType<typeof settings>} Settings */

/**
 * Puts keys and size where the page shows them.
 * @param {Settings} settings
 */
export function showSettings(settings) {
  document.body.dataset.size = settings.isLarge() ? "large" : "usual";
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-action], [data-key]"))) {
    const name = button.dataset.action ?? button.dataset.key;
    const action = /** @type {KeyAction} */ (name === "continue" ? "pause" : name);
    button.setAttribute("aria-keyshortcuts", settings.keyOf(action));
    const shown = button.querySelector("kbd") ?? button.parentElement?.querySelector("kbd");
    if (shown) shown.textContent = settings.shown(action);
    if (button.dataset.key === "large") button.setAttribute("aria-pressed", String(settings.isLarge()));
  }
}
