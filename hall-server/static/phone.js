// The phone page, live: the server has rendered every text; this shows what fits the present view and fills in numbers.
import { listen } from "./feed.js";
import { newKey, send } from "./send.js";

/** @typedef {import("./views.js").TicketView} TicketView */

/** A visitor may know less freshly than a desk, and a phone's line may be slow. Milliseconds. */
const AGE_MAX_MS = 5000;

const main = /** @type {HTMLElement} */ (document.getElementById("ticket"));
const said = /** @type {HTMLElement} */ (document.getElementById("said"));
const lost = /** @type {HTMLElement} */ (document.getElementById("lost"));
const lostAsOf = /** @type {HTMLElement} */ (document.getElementById("lost-as-of"));
const link = /** @type {HTMLElement} */ (document.getElementById("link"));
const linkText = /** @type {HTMLElement} */ (document.getElementById("link-text"));
const asOf = /** @type {HTMLElement} */ (document.getElementById("as-of"));
/** @type {ReturnType<typeof question>[]} */
const questions = [];
const language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";

/**
 * Everything that is so in a view; the templates name these in `data-when`. The same table as in `pages/phone.rs`.
 * @param {TicketView} view
 * @param {number} now the server's clock, UTC milliseconds
 * @returns {Set<string>}
 */
function whats(view, now) {
  const { state, people_ahead: ahead, wait } = view;
  const soon = Number(main.dataset.soon);
  const found = new Set();
  switch (state.state) {
    case "waiting":
      found.add("in_line").add("can_cancel").add(ahead === null || ahead > soon ? "waiting" : ahead > 0 ? "soon" : "next");
      if (ahead !== null && ahead > 0) found.add("ahead");
      found.add(wait === null ? "wait_unknown" : wait.from_minutes === 0 ? "wait_few" : "wait_range");
      break;
    case "no_show":
      found.add("no_show").add("can_return");
      break;
    case "parked":
      if (view.late) found.add("late").add("can_return").add("can_cancel");
      else if (state.back) found.add(state.window === null ? "parked_back_any" : "parked_back");
      else found.add(state.window === null ? "parked_any" : "parked_here").add("can_return");
      break;
    default:
      found.add(state.state);
  }
  if (view.may_be_late) found.add("can_be_late");
  if (!["done", "cancelled", "expired"].includes(state.state)) found.add("open");
  if (view.rating?.given) found.add("rated");
  else if (view.rating && now < view.rating.until) found.add("can_rate");
  if (view.rating?.day_over) found.add("day_over");
  if (found.has("open") || view.rating) found.add("items");
  return found;
}

/** @param {number} at UTC milliseconds */
function clock(at) {
  return new Date(at).toLocaleTimeString("en-GB", {
    timeZone: main.dataset.zone, hour: "2-digit", minute: "2-digit",
  });
}

/**
 * @param {TicketView} view
 * @param {number} now
 */
function show(view, now) {
  const { state, wait } = view;
  /** @type {Record<string, string>} */
  const slots = { number: view.number.prefix + String(view.number.number).padStart(3, "0") };
  if ("window" in state && state.window !== null) slots.window = String(state.window);
  if ("until" in state) slots.until = clock(state.until);
  if (view.people_ahead !== null) slots.ahead = String(view.people_ahead);
  if (wait !== null) {
    slots.from = String(wait.from_minutes);
    slots.to = String(wait.to_minutes);
  }
  for (const slot of main.querySelectorAll("[data-slot]")) {
    const text = slots[/** @type {HTMLElement} */ (slot).dataset.slot ?? ""];
    if (text !== undefined && slot.textContent !== text) slot.textContent = text;
  }
  const found = whats(view, now);
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (main.querySelectorAll("[data-when]"))) {
    part.hidden = !found.has(part.dataset.when ?? "");
  }
  const area = /** @type {HTMLElement} */ (main.querySelector("[data-area]"));
  area.textContent = view.area[language];
  const items = /** @type {NodeListOf<HTMLElement>} */ (main.querySelectorAll(".ticket-items > li"));
  items.forEach((item, at) => {
    item.dataset.decided = String(view.items[at]?.decided ?? false);
  });
  if (main.dataset.state !== state.state) {
    if (state.state === "called") navigator.vibrate?.([400, 200, 400, 200, 400]);
    // A question asked in another state is no longer the question.
    for (const question of questions) question.ask(false);
  }
  main.dataset.state = state.state;
  const heading = main.querySelector(".ticket-state > div:not([hidden]) h1")?.textContent ?? "";
  // Called, the window comes first: a title in a row of tabs is cut short.
  document.title = state.state === "called" ? `${heading} · ${slots.number}` : `${slots.number} · ${heading}`;
  if (!found.has("open")) feed.stop();
}

let everLive = false;
/** When the view shown is from, by the server's clock. */
let shownAt = 0;
const feed = listen(main.dataset.feed ?? "", {
  onUpdate(_topic, update) {
    shownAt = update.now;
    show(update.view, update.now);
  },
  onLink(state) {
    link.hidden = false;
    asOf.hidden = state === "live";
    everLive ||= state === "live";
    link.dataset.link = state;
    lost.hidden = state === "live";
    lostAsOf.textContent = shownAt > 0 ? (lostAsOf.dataset.text ?? "").replace("{time}", clock(shownAt)) : "";
    linkText.textContent = (state === "live" ? link.dataset.live : link.dataset.lost) ?? "";
  },
  // The address was good and is no longer: the server says so better. Once, or a page could reload for ever.
  onRefused() {
    if (everLive) location.reload();
  },
}, { ageMaxMs: AGE_MAX_MS });

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) feed.wake();
});

/** @param {string | undefined} text */
function say(text, tone = "calm") {
  said.hidden = !text;
  said.className = `notice ${tone}`;
  said.textContent = text ?? "";
}

/** One after another: what is on its way is answered before the next is asked. */
let sending = false;

/** @param {HTMLButtonElement} button */
async function post(button) {
  if (sending) return;
  sending = true;
  button.disabled = true;
  say(said.dataset.sending);
  const answer = await send(button.dataset.post ?? "", null, newKey(), {
    onRetry: () => say(said.dataset.retrying, "warning"),
  });
  sending = false;
  button.disabled = false;
  if (answer?.ok) say(undefined);
  else say(answer?.problem?.text?.[language] ?? said.dataset.failed, "danger");
}

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
/** @param {string} id */
const button = (id) => /** @type {HTMLButtonElement} */ (document.getElementById(id));

/**
 * An offer that asks once more before it is sent.
 * @param {"late" | "cancel"} name
 */
function question(name) {
  const offer = byId(`${name}-offer`);
  const asked = byId(`${name}-ask`);
  /** @param {boolean} asking */
  function ask(asking) {
    if (asked.hidden !== asking) return;
    const held = asked.contains(document.activeElement) || offer.contains(document.activeElement);
    offer.hidden = asking;
    asked.hidden = !asking;
    if (asking) asked.scrollIntoView({ block: "nearest" });
    if (held) button(asking ? `${name}-no` : name).focus({ preventScroll: true });
  }
  button(name).addEventListener("click", () => {
    for (const other of questions) other.ask(other === mine);
  });
  button(`${name}-no`).addEventListener("click", () => ask(false));
  button(`${name}-yes`).addEventListener("click", async () => {
    await post(button(`${name}-yes`));
    ask(false);
  });
  const mine = { ask };
  return mine;
}

button("return").addEventListener("click", () => post(button("return")));
questions.push(question("late"), question("cancel"));
document.documentElement.classList.add("live");
