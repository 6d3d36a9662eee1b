// Draws the desk from its view. Decides nothing: what may be done comes from the verdicts, what is done from the actions.
import { OUTCOMES } from "./choices.js";
import { byId, make, refill, setText } from "./dom.js";
import { codeText, numberText, stopwatch } from "./words.js";
import { nextStep } from "./verdicts.js";

/** @typedef {import("../views.js").DeskView} DeskView */
/** @typedef {import("../views.js").DeskTicket} DeskTicket */
/** @typedef {import("./words.js").Words} Words */
/** @typedef {import("./choices.js").Choices} Choices */
/** @typedef {import("./verdicts.js").ButtonName} ButtonName */
/** @typedef {import("./verdicts.js").Why} Why */

/**
 * @typedef {object} Scene
 * @property {DeskView} view
 * @property {string} staff
 * @property {number} now the server's clock, UTC milliseconds
 * @property {Words} words
 * @property {Choices} choices
 * @property {import("./actions.js").Actions} actions
 * @property {import("./settings.js").Settings} settings
 */

/** The action whose key a hint names. @type {Record<string, import("../views.js").KeyAction>} */
const HINTED = { closed: "open", theirs: "open", paused: "pause", free: "call_next", nobody: "give" };

/**
 * State of the window, in the bar.
 * @param {Scene} scene
 */
export function drawMode({ view, staff, words }) {
  const mode = byId("mode");
  const { state } = view;
  const theirs = state.mode !== "closed" && view.clerk !== staff;
  let text = words.text(theirs ? "mode.theirs" : `mode.${state.mode}`);
  if (!theirs && state.mode === "paused" && state.until !== null) {
    text = words.text("mode.paused_until", { time: words.clock(state.until) });
  }
  mode.dataset.mode = theirs ? "theirs" : state.mode;
  setText(mode, text);
}

/** @param {Scene} scene */
export function drawVisitor(scene) {
  const { view } = scene;
  byId("empty").hidden = view.ticket !== null;
  byId("present").hidden = view.ticket === null;
  byId("visitor").dataset.phase = view.ticket === null ? "none" : view.ticket.serving ? "serving" : "called";
  if (view.ticket === null) drawEmpty(scene);
  else drawTicket(scene, view.ticket);
}

/** @param {Scene} scene */
function drawEmpty({ view, staff, words, settings }) {
  const { mode } = view.state;
  const theirs = mode !== "closed" && view.clerk !== staff;
  const kind = theirs ? "theirs" : mode !== "open" ? mode : view.waiting === 0 ? "nobody" : "free";
  byId("empty").dataset.kind = kind;
  setText(byId("empty-title"), words.text(`empty.${kind}_title`));
  const key = settings.shown(/** @type {import("../views.js").KeyAction} */ (HINTED[kind]));
  setText(byId("empty-hint"), words.text(`empty.${kind}_hint`, { key }));
}

/**
 * @param {Scene} scene
 * @param {DeskTicket} ticket
 */
function drawTicket(scene, ticket) {
  const { words, settings } = scene;
  setText(byId("number"), numberText(ticket.number));
  setText(byId("state"), words.text(ticket.serving ? "visitor.serving" : "visitor.called"));
  setText(byId("since-label"), words.text(ticket.serving ? "visitor.since_serving" : "visitor.since_called"));
  setText(byId("waited"), words.duration(ticket.since - ticket.issued_at));
  setText(byId("issued"), words.clock(ticket.issued_at));
  const [hint, action] = ticket.serving ? /** @type {const} */ (["visitor.hint_outcome", "finish"]) : /** @type {const} */ (["visitor.hint_start", "start"]);
  setText(byId("item-hint"), words.text(hint, { key: settings.shown(action) }));
  refill(byId("chips"), [ticket.class_credit, ticket.english, ticket.return_code], () => [
    ...(ticket.class_credit ? [make("span", { class: "chip warning" }, words.text("visitor.priority"))] : []),
    ...(ticket.english ? [make("span", { class: "chip" }, words.text("visitor.english"))] : []),
    ...(ticket.return_code ? [make("span", { class: "chip" }, words.text("visitor.return_code", { code: codeText(ticket.return_code) }))] : []),
  ]);
  byId("notes").hidden = ticket.notes.length === 0;
  refill(byId("note-list"), ticket.notes, () => ticket.notes.map((note) => make("li", {}, note)));
  drawItems(scene, ticket);
}

/**
 * @param {Scene} scene
 * @param {DeskTicket} ticket
 */
export function drawItems(scene, ticket) {
  const { choices } = scene;
  const selected = choices.selected();
  const chosen = ticket.items.map((_item, at) => choices.choice(ticket, at));
  const record = scene.settings.shown("record");
  refill(byId("items"), [ticket.items, ticket.serving, selected, chosen, record], () =>
    ticket.items.map((_item, at) => itemRow(scene, ticket, at)),
  );
  byId("items").querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
}

/**
 * @param {Scene} scene
 * @param {DeskTicket} ticket
 * @param {number} at
 */
function itemRow(scene, ticket, at) {
  const { words, choices, actions } = scene;
  const item = /** @type {import("../views.js").DeskItem} */ (ticket.items[at]);
  const isSelected = choices.selected() === at;
  const name = words.label(item.name);
  const head = make(
    "div",
    { class: "item-head" },
    make(
      "button",
      {
        type: "button", class: "item-name", "data-focus": `item-${at}`, "aria-expanded": String(isSelected),
        click: () => actions.select(at),
      },
      name,
    ),
    outcomePart(scene, ticket, at),
  );
  const row = make("li", { class: "item", ...(isSelected ? { "aria-current": "true" } : {}) }, head);
  if (isSelected) row.append(make("div", { class: "item-more" }, materialsPart(scene, item), ...recordPart(scene, ticket, at)));
  return row;
}

/**
 * @param {Scene} scene
 * @param {DeskTicket} ticket
 * @param {number} at
 */
function outcomePart({ words, choices, actions }, ticket, at) {
  const item = /** @type {import("../views.js").DeskItem} */ (ticket.items[at]);
  if (item.outcome !== null) {
    const text = `${words.text("visitor.decided")} · ${words.text(`outcome.${item.outcome}`)}`;
    return make("span", { class: "chip ok" }, text);
  }
  if (!item.here) return make("span", { class: "not-here" }, whyNotHere(words, item));
  if (!ticket.serving) return make("span", {});
  const chosen = choices.choice(ticket, at);
  const radios = [...OUTCOMES, /** @type {const} */ ("leave")].map((outcome, index) => {
    const key = outcome === "leave" ? "0" : String(index + 1);
    const input = make("input", {
      type: "radio", name: `outcome-${at}`, value: outcome, checked: outcome === chosen,
      "data-focus": `outcome-${at}-${outcome}`, change: () => actions.choose(at, outcome),
    });
    const title = words.text(`outcome_long.${outcome}`);
    return make("label", { title }, input, make("span", {}, make("kbd", {}, key), words.text(`outcome.${outcome}`)));
  });
  const legend = words.text("visitor.outcome_for", { name: words.label(item.name) });
  return make("fieldset", { class: "segments" }, make("legend", { class: "visually-hidden" }, legend), ...radios);
}

/**
 * Why an open item is not for this window now.
 * @param {Words} words
 * @param {import("../views.js").DeskItem} item
 */
function whyNotHere(words, { not_here: why }) {
  if (!why) return words.text("visitor.elsewhere");
  if (why.because === "after") return words.text("visitor.after", { name: words.label(why.item) });
  const line = words.label(why.line);
  if (why.windows.length > 0) return words.text("visitor.at_windows", { line, windows: why.windows.join(words.text("choose_comma")) });
  if (why.opens_at !== null) return words.text("visitor.line_opens", { line, time: words.moment(why.opens_at, Date.now()) });
  return words.text("visitor.line_unserved", { line });
}

/**
 * An item another one waits for can be recorded before the visit ends, so that the other may follow at once.
 * @param {Scene} scene
 * @param {DeskTicket} ticket
 * @param {number} at
 */
function recordPart({ words, choices, actions, settings }, ticket, at) {
  const choice = choices.choice(ticket, at);
  const waits = ticket.items.some((item) => item.outcome === null && !item.here);
  if (!ticket.serving || !waits || choice === null || choice === "leave") return [];
  const attributes = { type: "button", class: "button small", "data-focus": "record", click: () => actions.record() };
  return [make("button", attributes, make("kbd", {}, settings.shown("record")), words.text("action.record"))];
}

/**
 * @param {Scene} scene
 * @param {import("../views.js").DeskItem} item
 */
function materialsPart({ words, choices }, item) {
  if (item.materials.length === 0) return make("p", { class: "materials none" }, words.text("visitor.materials_none"));
  const rows = item.materials.map((material, at) => {
    const input = make("input", {
      type: "checkbox", checked: choices.isTicked(item.item, at), "data-focus": `material-${at}`,
      change: (event) => choices.tick(item.item, at, /** @type {HTMLInputElement} */ (event.target).checked),
    });
    return make("li", {}, make("label", { class: "tick" }, input, make("span", {}, words.label(material))));
  });
  return make("ul", { class: "materials", "aria-label": words.text("visitor.materials") }, ...rows);
}

/** @param {Scene} scene */
export function drawLists(scene) {
  const { view, words, actions, now } = scene;
  setText(byId("total"), view.waiting === 0 ? "" : words.text("list.total", { n: view.waiting }));
  const minute = Math.floor(now / 60_000);
  refill(byId("lines"), [view.lines, view.waiting === 0, minute], () =>
    view.lines.length === 0 ? [make("p", { class: "none" }, words.text("list.none"))] : view.lines.map((line) => linePart(scene, line)),
  );
  refill(byId("parked"), [view.parked, minute], () =>
    rows(view.parked, words.text("list.parked_none"), (parked) => {
      const about = parked.back ? words.text("list.back") : words.away(parked);
      const resumes = parked.kind === "at_window";
      const label = words.text(resumes ? "list.resume" : "list.returned");
      return awayRow(parked, about, parked.back, label, () => actions.comeBack(parked.ticket, resumes ? "resume" : "return"));
    }),
  );
  refill(byId("missed"), view.missed, () =>
    rows(view.missed, words.text("list.missed_none"), (missed) => {
      const about = words.text("list.until", { time: words.clock(missed.until) });
      return awayRow(missed, about, false, words.text("list.returned"), () => actions.comeBack(missed.ticket, "return"));
    }),
  );
}

/**
 * @template T
 * @param {T[]} list
 * @param {string} none
 * @param {(entry: T) => Node} row
 */
function rows(list, none, row) {
  return list.length === 0 ? [make("li", { class: "none" }, none)] : list.map(row);
}

/**
 * @param {{ ticket: number, number: import("../views.js").TicketNumber }} entry
 * @param {string} about
 * @param {boolean} back
 * @param {string} label
 * @param {() => void} act
 */
function awayRow(entry, about, back, label, act) {
  const number = numberText(entry.number);
  return make(
    "li",
    { class: back ? "is-back" : "" },
    make("strong", {}, number),
    make("span", {}, about),
    make(
      "button",
      { type: "button", class: "button small", "aria-label": `${label} ${number}`, "data-focus": `away-${entry.ticket}`, click: act },
      label,
    ),
  );
}

/**
 * @param {Scene} scene
 * @param {import("../views.js").DeskLine} line
 */
function linePart({ words, actions, now }, line) {
  const kind = line.line === null ? words.text("list.sent") : line.own ? "" : words.text("list.helps");
  const name = line.line === null ? kind : words.label(line.name);
  const numbers = line.next.map((waiting) => {
    const number = numberText(waiting.number);
    const waited = words.duration(now - waiting.issued_at);
    const label = words.text("list.call_this", { number, waited });
    return make(
      "li",
      {},
      make(
        "button",
        {
          type: "button", class: "waiting", title: label, "data-focus": `waiting-${waiting.ticket}`,
          click: () => actions.callThis(waiting.ticket, number),
        },
        make("b", {}, number),
        make("small", {}, words.brief(now - waiting.issued_at)),
      ),
    );
  });
  const rest = line.waiting - line.next.length;
  const more = rest > 0 ? [make("li", { class: "none" }, words.text("list.more", { n: rest }))] : [];
  return make(
    "section",
    { class: line.own ? "line own" : "line", "data-empty": String(line.waiting === 0) },
    make(
      "h3",
      {},
      make("span", { class: "line-name" }, name),
      ...(kind && line.line !== null ? [make("span", { class: "chip" }, kind)] : []),
      make("b", {}, String(line.waiting)),
    ),
    ...(numbers.length > 0 ? [make("ul", {}, ...numbers, ...more)] : []),
  );
}

/**
 * The buttons: what can be done, why not, and which comes next.
 * @param {Record<import("./verdicts.js").Judged, Why>} all
 * @param {DeskView | null} view
 * @param {Words} words
 */
export function drawButtons(all, view, words) {
  const next = nextStep(all);
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-action]"))) {
    const name = /** @type {ButtonName} */ (button.dataset.action);
    const why = all[name];
    button.setAttribute("aria-disabled", String(why !== null));
    button.classList.toggle("next", name === next);
    const small = /** @type {HTMLElement} */ (button.querySelector("small"));
    let text = why ? words.text(`why.${why.key}`, why.values) : "";
    if (name === "recall" && !why && view?.ticket) text = words.text("why.recalls_left", { n: view.ticket.recalls_left });
    setText(small, text);
  }
}

/**
 * What counts up by itself.
 * @param {DeskView | null} view
 * @param {Words} words
 * @param {number} now
 */
export function drawClock(view, words, now) {
  setText(byId("clock"), words.clock(now));
  if (view?.ticket) setText(byId("since"), stopwatch(now - view.ticket.since));
}
