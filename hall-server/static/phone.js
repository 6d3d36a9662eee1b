// The phone page, live: the server has rendered every text; this shows what fits the present view and fills in numbers.
import { listen } from "./feed.js";
import { newKey, send } from "./send.js";

/** @typedef {import("./views.js").TicketView} TicketView */

const main = /** @type {HTMLElement} */ (document.getElementById("ticket"));
const said = /** @type {HTMLElement} */ (document.getElementById("said"));
const link = /** @type {HTMLElement} */ (document.getElementById("link"));
const linkText = /** @type {HTMLElement} */ (document.getElementById("link-text"));
const asOf = /** @type {HTMLElement} */ (document.getElementById("as-of"));
const language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";

/**
 * Everything that is so in a view; the templates name these in `data-when`. The same table as in `pages/phone.rs`.
 * @param {TicketView} view
 * @param {number} now the server's clock, UTC milliseconds
 * @returns {Set<string>}
 */
function whats(view, now) {
  const { state, people_ahead: ahead, wait } = view;
  const found = new Set();
  switch (state.state) {
    case "waiting":
      found.add("in_line").add("can_cancel").add(ahead === 0 ? "next" : "waiting");
      if (ahead !== null && ahead > 0) found.add("ahead");
      found.add(wait === null ? "wait_unknown" : wait.from_minutes === 0 ? "wait_few" : "wait_range");
      break;
    case "no_show":
      found.add("no_show").add("can_return");
      break;
    case "parked":
      if (state.back) found.add(state.window === null ? "parked_back_any" : "parked_back");
      else found.add(state.window === null ? "parked_any" : "parked_here").add("can_return");
      break;
    default:
      found.add(state.state);
  }
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
  if (main.dataset.state !== state.state && state.state === "called") navigator.vibrate?.([300, 150, 300]);
  main.dataset.state = state.state;
  document.title = `${slots.number} · ${main.querySelector(".ticket-state > div:not([hidden]) h1")?.textContent ?? ""}`;
  if (!found.has("open")) feed.stop();
}

let everLive = false;
const feed = listen(main.dataset.feed ?? "", {
  onUpdate: (_topic, update) => show(update.view, update.now),
  onLink(state) {
    link.hidden = false;
    asOf.hidden = state === "live";
    everLive ||= state === "live";
    link.dataset.link = state;
    linkText.textContent = (state === "live" ? link.dataset.live : link.dataset.lost) ?? "";
  },
  // The address was good and is no longer: the server says so better. Once, or a page could reload for ever.
  onRefused() {
    if (everLive) location.reload();
  },
});

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) feed.wake();
});

/** @param {string | undefined} text */
function say(text, tone = "calm") {
  said.hidden = !text;
  said.className = `notice ${tone}`;
  said.textContent = text ?? "";
}

/** @param {HTMLButtonElement} button */
async function post(button) {
  if (button.disabled) return;
  button.disabled = true;
  say(said.dataset.sending);
  const answer = await send(button.dataset.post ?? "", null, newKey(), {
    onRetry: () => say(said.dataset.retrying, "warning"),
  });
  button.disabled = false;
  if (answer?.ok) say(undefined);
  else say(answer?.problem?.text?.[language] ?? said.dataset.failed, "danger");
}

/** @param {string} id */
const button = (id) => /** @type {HTMLButtonElement} */ (document.getElementById(id));
const offer = /** @type {HTMLElement} */ (document.getElementById("cancel-offer"));
const ask = /** @type {HTMLElement} */ (document.getElementById("cancel-ask"));

/** @param {boolean} asking */
function askToCancel(asking) {
  offer.hidden = asking;
  ask.hidden = !asking;
  if (asking) ask.scrollIntoView({ block: "nearest" });
  button(asking ? "cancel-no" : "cancel").focus({ preventScroll: true });
}

button("return").addEventListener("click", () => post(button("return")));
button("cancel").addEventListener("click", () => askToCancel(true));
button("cancel-no").addEventListener("click", () => askToCancel(false));
button("cancel-yes").addEventListener("click", async () => {
  await post(button("cancel-yes"));
  askToCancel(false);
});
document.documentElement.classList.add("live");
