// What the clerk can do now, and if not, why not. The server decides; this only spares the clerk refusals that are
// plain from the view.

/** @typedef {import("../views.js").DeskView} DeskView */
/** @typedef {import("../views.js").ActionName} ActionName */
/** @typedef {Exclude<ActionName, "call" | "return" | "record" | "give_serve">} ButtonName */
/** What is judged beside the buttons: a number looked up, a visitor without one served at once. */
/** @typedef {ButtonName | "call" | "give_serve"} Judged */

/**
 * Why not: a key below `desk.why` with its values. Null: go ahead.
 * @typedef {{ key: string, values?: Record<string, string | number> } | null} Why
 */

/**
 * @typedef {object} Situation
 * @property {DeskView | null} view
 * @property {string} staff who is signed in
 * @property {boolean} live the view is fresh
 * @property {boolean} busy a command is on its way
 * @property {number} now the server's clock, UTC milliseconds
 * @property {number} decided outcomes chosen for items open here
 * @property {string} number of the ticket at the window, "" if none
 */

/**
 * @param {Situation} situation
 * @returns {Record<Judged, Why>}
 */
export function verdicts(situation) {
  const { view, staff, live, busy, now, decided, number } = situation;
  const ticket = view?.ticket ?? null;
  const mode = view?.state.mode ?? "closed";
  const theirs = mode !== "closed" && view?.clerk !== staff;

  /** @param {[boolean, string, Record<string, string | number>?][]} reasons */
  const first = (...reasons) => {
    if (!live || view === null) return { key: "offline" };
    if (busy) return { key: "busy" };
    const found = reasons.find(([so]) => so);
    return found ? { key: found[1], values: found[2] } : null;
  };
  /** @type {[boolean, string][]} */
  const mine = [[theirs, "theirs"], [mode === "closed", "closed"]];
  /** @type {[boolean, string][]} */
  const calledHere = [...mine, [ticket === null, "no_ticket"], [ticket?.serving === true, "serving"]];
  /** @type {[boolean, string][]} */
  const servingHere = [...mine, [ticket === null, "no_ticket"], [ticket?.serving === false, "not_started"]];
  const recallSeconds = Math.ceil(((ticket?.recall_at ?? 0) - now) / 1000);
  const away = (view?.parked.length ?? 0) + (view?.missed.length ?? 0);

  return {
    call_next: first(
      ...mine,
      [mode === "paused", "paused"],
      [ticket !== null, "has_ticket", { number }],
      [view?.waiting === 0, "nobody"],
    ),
    call: first(...mine),
    give: first(...mine),
    give_serve: first(...mine, [mode === "paused", "paused"], [ticket !== null, "has_ticket", { number }]),
    start: first(...calledHere),
    finish: first(...servingHere, [decided === 0, "nothing_decided"]),
    recall: first(
      ...calledHere,
      [ticket?.recalls_left === 0, "recalls_used"],
      [recallSeconds > 0, "recall_wait", { n: recallSeconds }],
    ),
    no_show: first(...calledHere),
    put_back: first(...calledHere),
    park: first(...servingHere),
    transfer: first(...mine, [ticket === null, "no_ticket"]),
    resume: first(...mine, [away === 0, "nobody_away"]),
    void_class: first(...mine, [ticket === null, "no_ticket"], [ticket?.class_credit === false, "no_class"]),
    pause: first(...mine, [mode === "paused", "paused"]),
    continue: first(...mine, [mode !== "paused", "not_paused"]),
    open: first([mode !== "closed" && !theirs, "open_already"]),
    close: first(...mine, [ticket?.serving === true, "still_serving"]),
  };
}

/**
 * The step that comes next, shown largest.
 * @param {Record<Judged, Why>} all
 * @returns {ButtonName | null}
 */
export function nextStep(all) {
  /** @type {ButtonName[]} */
  const order = ["finish", "start", "call_next", "open", "continue"];
  return order.find((name) => all[name] === null) ?? null;
}
