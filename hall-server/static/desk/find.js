// A number typed into the field above the lists: its ticket is looked up, and what can be done with it is offered.
import { newKey, send } from "../send.js";
import { byId } from "./dom.js";
import { numberText } from "./words.js";

/** @typedef {import("../views.js").TicketNumber} TicketNumber */

/**
 * `B012`, `b12` and `B-12` are one number.
 * @param {string} typed
 * @returns {TicketNumber | null}
 */
export function readNumber(typed) {
  const found = /^\s*([a-z])[\s-]*(\d{1,4})\s*$/i.exec(typed);
  const number = Number(found?.[2]);
  return found?.[1] && number > 0 ? { prefix: found[1].toUpperCase(), number } : null;
}

/**
 * @param {import("./actions.js").Desk} desk
 * @param {import("./actions.js").Actions} actions
 */
export function wireFind(desk, actions) {
  const { words } = desk;
  const field = /** @type {HTMLInputElement} */ (byId("find"));
  let looking = new AbortController();

  /** @param {string} typed */
  async function look(typed) {
    const read = readNumber(typed);
    if (!read) return desk.say(words.text("find.no_number"), "warning");
    const why = desk.why("call");
    const number = numberText(read);
    if (why) return desk.say(`${number}: ${words.text(`why.${why.key}`, why.values)}`, "warning");
    looking.abort();
    looking = new AbortController();
    desk.say(words.text("find.looking", { number }), "calm");
    const answer = await send(`/api/v1/tickets/by-number/${number}`, null, newKey(), {
      method: "GET",
      signal: looking.signal,
      onRetry: () => desk.say(words.text("find.retrying", { number }), "warning"),
    });
    if (answer === null) return;
    if (!answer.ok) {
      const text = answer.status === 404 || answer.status === 422 ? words.text("find.unknown", { number }) : words.text("said.failed");
      return desk.say(text, "danger");
    }
    desk.say("", "calm");
    offer(number, answer.body);
  }

  /**
   * @param {string} number
   * @param {import("../views.js").ScannedTicket} found
   */
  function offer(number, found) {
    const { state } = found.state;
    field.value = "";
    field.blur();
    if (state === "waiting") return actions.callThis(found.ticket, number);
    if (found.cannot_return === null) return actions.askReturn(found.ticket, number, state === "no_show" ? "no_show" : "parked");
    const values = { number, window: "window" in found.state ? String(found.state.window) : "" };
    desk.say(words.text(`find.${state}`, values), "warning");
  }

  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") field.blur();
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (!event.repeat) void look(field.value);
  });
}
