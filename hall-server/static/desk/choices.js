// What the clerk has chosen and ticked for the ticket in front of the window: kept in the page until it is sent, and over a
// reload. Belongs to one ticket and is forgotten with it.

/** @typedef {import("../views.js").DeskTicket} DeskTicket */
/** @typedef {import("../views.js").Outcome} Outcome */
/** @typedef {Outcome | "leave"} Choice */

/** In the order of their keys 1 to 5; 0 leaves the item. */
export const OUTCOMES = /** @type {const} */ (["done", "accepted", "needs_materials", "refused", "consulted"]);
const STORED = "desk.choices";

/** @param {Pick<Storage, "getItem" | "setItem">} storage */
export function choices(storage) {
  /** @type {{ ticket: number | null, chosen: Record<string, Choice>, ticked: Record<string, number[]>, at: number }} */
  let kept = { ticket: null, chosen: {}, ticked: {}, at: 0 };
  const text = storage.getItem(STORED);
  if (text) kept = JSON.parse(text);
  /** @type {() => void} */
  let onChange = () => {};
  const save = () => {
    storage.setItem(STORED, JSON.stringify(kept));
    onChange();
  };
  /** @param {DeskTicket} ticket */
  const open = (ticket) => ticket.items.filter((item) => item.here && item.outcome === null);

  return {
    /** Calls back whenever something was chosen or ticked. @param {() => void} then */
    listen(then) {
      onChange = then;
    },
    /**
     * Follows the view: another ticket, other choices.
     * @param {DeskTicket | null} ticket
     */
    follow(ticket) {
      if (!ticket || kept.ticket === ticket.ticket) return;
      const at = Math.max(0, ticket.items.findIndex((item) => item.here && item.outcome === null));
      kept = { ticket: ticket.ticket, chosen: {}, ticked: {}, at };
      save();
    },
    /** Row of the item the digits are for. */
    selected: () => kept.at,
    /**
     * @param {DeskTicket} ticket
     * @param {number} at
     */
    select(ticket, at) {
      kept.at = Math.min(Math.max(at, 0), ticket.items.length - 1);
      save();
    },
    /**
     * Done unless something else was chosen; null when it is not for this window to say.
     * @param {DeskTicket} ticket
     * @param {number} at
     * @returns {Choice | null}
     */
    choice(ticket, at) {
      const item = ticket.items[at];
      if (!item || item.outcome !== null || !item.here) return null;
      return kept.chosen[item.item] ?? "done";
    },
    /**
     * @param {DeskTicket} ticket
     * @param {number} at
     * @param {Choice} choice
     */
    choose(ticket, at, choice) {
      const item = ticket.items[at];
      if (!item || item.outcome !== null || !item.here) return;
      kept.chosen[item.item] = choice;
      kept.at = at;
      save();
    },
    /**
     * What the clerk chose for an item by hand; null where nothing was.
     * @param {string} item
     * @returns {Outcome | null}
     */
    chosen(item) {
      const choice = kept.chosen[item];
      return choice === undefined || choice === "leave" ? null : choice;
    },
    /**
     * What to send: every open item of this window that is not left.
     * @param {DeskTicket} ticket
     * @returns {{ item: string, outcome: Outcome }[]}
     */
    outcomes(ticket) {
      return open(ticket).flatMap((item) => {
        const outcome = kept.chosen[item.item] ?? "done";
        return outcome === "leave" ? [] : [{ item: item.item, outcome }];
      });
    },
    /**
     * @param {string} item
     * @param {number} material
     */
    isTicked: (item, material) => kept.ticked[item]?.includes(material) ?? false,
    /**
     * @param {string} item
     * @param {number} material
     * @param {boolean} on
     */
    tick(item, material, on) {
      const others = (kept.ticked[item] ?? []).filter((known) => known !== material);
      kept.ticked[item] = on ? [...others, material] : others;
      save();
    },
  };
}

/** @typedef {ReturnType<typeof choices>} Choices */
