// Tells the server what the clerk has in hand, so that the pad shows it to the visitor. The latest wins: what could not be
// sent is sent with the next change, or when the server is heard again.
import { newKey } from "../send.js";

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

  /** @param {string} body */
  async function post(body) {
    const reply = await fetch(`/api/v1/windows/${page.window}/materials`, {
      method: "POST",
      headers: { accept: "application/json", "content-type": "application/json", "idempotency-key": newKey() },
      body,
      credentials: "same-origin",
      signal: AbortSignal.timeout(TRY_MS),
    });
    return reply.status < 500;
  }

  async function tell() {
    const present = ticket();
    if (isSending || !present?.serving) return;
    if (known.ticket !== present.ticket) known = { ticket: present.ticket, items: new Map() };
    isSending = true;
    try {
      for (const item of present.items) {
        const received = item.materials.flatMap((_, at) => (choices.isTicked(item.item, at) ? [at] : []));
        const chosen = choices.chosen(item.item);
        if (!known.items.has(item.item) && received.length === 0 && chosen === null) continue;
        const body = JSON.stringify({ ticket: present.ticket, item: item.item, received, chosen });
        if (known.items.get(item.item) !== body && (await post(body))) known.items.set(item.item, body);
      }
    } catch {
      // No answer: it is told again with the next change, or when the server is back.
    } finally {
      isSending = false;
    }
  }

  return {
    /** Something may have changed. */
    changed() {
      clearTimeout(timer);
      timer = setTimeout(tell, GATHER_MS);
    },
    /** The server was away and may have forgotten. */
    again() {
      known = { ticket: null, items: new Map() };
      this.changed();
    },
  };
}
