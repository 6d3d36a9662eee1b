// Tells the server what the clerk has in hand, so that the pad shows it to the visitor. The latest wins: what changes
// while something is on its way is sent after it, and what could not be sent is tried again.
import { AGAIN, newKey, PAUSE_FIRST_MS, PAUSE_MAX_MS } from "../send.js";

/** Changes within this are sent as one, milliseconds. */
const GATHER_MS = 150;
/** How long one try may take, milliseconds. */
const TRY_MS = 4000;

/** @typedef {import("../views.js").DeskTicket} DeskTicket */
/** @typedef {import("./choices.js").Choices} Choices */

/**
 * @param {{ window: number }} page
 * @param {Choices} choices
 * @param {() => DeskTicket | null} ticket the one in front of the clerk
 */
export function ticks(page, choices, ticket) {
  /** What the server knows of each item of the ticket, as it was sent. @type {{ ticket: number | null, items: Map<string, string> }} */
  let known = { ticket: null, items: new Map() };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let isSending = false;
  /** Something changed while something else was being sent. */
  let isBehind = false;
  let pauseMs = PAUSE_FIRST_MS;
  /** Not before this moment after a failure, by the page's monotonic clock, milliseconds. */
  let restsUntil = 0;

  /** Anything but "not now" is an answer. @param {string} body */
  async function post(body) {
    const reply = await fetch(`/api/v1/windows/${page.window}/materials`, {
      method: "POST",
      headers: { accept: "application/json", "content-type": "application/json", "idempotency-key": newKey() },
      body,
      credentials: "same-origin",
      signal: AbortSignal.timeout(TRY_MS),
    });
    if (reply.status >= 500 || AGAIN.has(reply.status)) throw new Error(`the server answered ${reply.status}`);
  }

  async function tell() {
    isBehind = isSending;
    const present = ticket();
    if (isSending || !present?.serving) return;
    if (known.ticket !== present.ticket) known = { ticket: present.ticket, items: new Map() };
    const told = known.items;
    isSending = true;
    try {
      for (const item of present.items) {
        const received = item.materials.flatMap((_, at) => (choices.isTicked(item.item, at) ? [at] : []));
        const chosen = choices.chosen(item.item);
        if (!told.has(item.item) && received.length === 0 && chosen === null) continue;
        const body = JSON.stringify({ ticket: present.ticket, item: item.item, received, chosen });
        if (told.get(item.item) === body) continue;
        await post(body);
        told.set(item.item, body);
      }
      pauseMs = PAUSE_FIRST_MS;
    } catch {
      restsUntil = performance.now() + pauseMs;
      pauseMs = Math.min(pauseMs * 2, PAUSE_MAX_MS);
      isBehind = true;
    } finally {
      isSending = false;
    }
    if (isBehind) changed();
  }

  /** Something may have changed. */
  function changed() {
    clearTimeout(timer);
    timer = setTimeout(tell, Math.max(GATHER_MS, restsUntil - performance.now()));
  }

  return {
    changed,
    /** The server was away and may have forgotten. */
    again() {
      known = { ticket: null, items: new Map() };
      restsUntil = 0;
      pauseMs = PAUSE_FIRST_MS;
      changed();
    },
  };
}
