// One command at a time, from the key press to the server's answer. The intent with its key outlives a reload of the page, the
// browser's end, and a session that ended: it is sent on by the same clerk at the same window.
import { newKey, send } from "../send.js";

const STORED = "desk.intent";
/** An intent older than this is told of, not sent again, after a reload: the hall has moved on. Milliseconds. */
const RESUME_MAX_MS = 60_000;

/** @typedef {import("../views.js").ActionName} ActionName */
/** @typedef {{ action: ActionName, number: string, url: string, body: object | null, key: string, at: number }} Intent */

/**
 * @typedef {object} Listener
 * @property {(intent: Intent) => void} onSending
 * @property {(intent: Intent) => void} onRetry
 * @property {(intent: Intent, answer: import("../send.js").Answer | null) => void} onAnswer null: given up
 * @property {(intent: Intent) => void} onForgotten found after a reload, and too old to be sent again
 */

/**
 * @param {{ staff: string, window: number }} page
 * @param {Listener} listener
 */
export function outbox(page, listener) {
  const stored = `${STORED}.${page.window}.${page.staff}`;
  /** @type {AbortController | null} */
  let aborter = null;
  /** @type {ActionName | null} */
  let latest = null;

  /** @param {Intent} intent */
  async function deliver(intent) {
    aborter = new AbortController();
    latest = intent.action;
    localStorage.setItem(stored, JSON.stringify(intent));
    listener.onSending(intent);
    const answer = await send(intent.url, intent.body, intent.key, {
      signal: aborter.signal,
      onRetry: () => listener.onRetry(intent),
    });
    // Who has to sign in again first sends it on then.
    if (!answer || answer.ok || answer.status !== 401) localStorage.removeItem(stored);
    aborter = null;
    listener.onAnswer(intent, answer);
  }

  return {
    /** A command is on its way. */
    busy: () => aborter !== null,
    /** What was sent last. */
    latest: () => latest,
    /**
     * Sends a command; a second one while the first is on its way is swallowed.
     * @param {ActionName} action
     * @param {string} number of the ticket it is about, "" if none
     * @param {string} url
     * @param {object | null} body
     */
    act(action, number, url, body) {
      if (aborter) return;
      void deliver({ action, number, url, body, key: newKey(), at: Date.now() });
    },
    /** Stops trying; what became of it shows in the view. */
    giveUp: () => aborter?.abort(),
    /** Sends on what a reload interrupted. */
    resume() {
      const text = localStorage.getItem(stored);
      if (!text) return;
      /** @type {Intent} */
      const intent = JSON.parse(text);
      if (Date.now() - intent.at < RESUME_MAX_MS) return void deliver(intent);
      localStorage.removeItem(stored);
      listener.onForgotten(intent);
    },
  };
}
