// The supervisor's page: state comes from the feed alone, orders go out one at a time, and this puts the two together.
import { isAsking } from "../desk/dialogs.js";
import { byId, setText } from "../desk/dom.js";
import { words as makeWords } from "../desk/words.js";
import { listen } from "../feed.js";
import { newKey, send } from "../send.js";
import { wireSignOut } from "../sign_out.js";
import { actions as makeActions, TABS } from "./actions.js";
import { draw } from "./draw.js";
import { listenToKeys } from "./keys.js";
import { phrases as makePhrases } from "./words.js";

/** Clocks and durations are drawn this often, milliseconds. */
const TICK_MS = 1000;

/** @type {import("../views.js").SupervisorPage} */
const page = JSON.parse(byId("page").textContent ?? "");
const words = makeWords(page);
const phrases = makePhrases(page, words);

/** @type {import("../views.js").SupervisorView | null} */
let view = null;
let isLive = false;
let wasLost = false;
/** The server's clock less the browser's monotonic one, milliseconds. */
let clockOffset = Date.now() - performance.now();
/** @type {AbortController | null} */
let sending = null;

const now = () => performance.now() + clockOffset;

/**
 * @param {string} text
 * @param {"calm" | "ok" | "warning" | "danger"} tone
 */
function say(text, tone) {
  const said = byId("said");
  said.dataset.tone = tone;
  setText(said, text);
}

/** @param {import("../send.js").Answer & { ok: false }} answer */
function refuse(answer) {
  if (answer.status === 401) return signIn();
  const text = answer.problem ? words.label(answer.problem.text) : words.text("said.failed");
  say(answer.problem?.reference ? `${text} (${answer.problem.reference})` : text, "danger");
}

/**
 * Sends an order until it is answered; a second one while the first is on its way is swallowed.
 * @param {string} action
 * @param {string} about the ticket, window or device
 * @param {string} url
 * @param {object | null} body
 */
async function act(action, about, url, body) {
  if (sending) return;
  sending = new AbortController();
  const name = words.text(`do.${action}`);
  say(words.text("said.sending", { action: name }), "calm");
  redrawButtons();
  const answer = await send(url, body, newKey(), {
    signal: sending.signal,
    onRetry() {
      byId("give-up").hidden = false;
      say(words.text("said.retrying", { action: name }), "warning");
    },
  });
  sending = null;
  byId("give-up").hidden = true;
  if (answer === null) say(words.text("said.given_up", { action: name }), "warning");
  else if (answer.ok) say(words.text(`told.${action}`, { about }), "ok");
  else refuse(answer);
  redrawButtons();
}

/**
 * The ticket of a number; says so if there is none.
 * @param {string} number
 * @returns {Promise<number | null>}
 */
async function find(number) {
  const url = `/api/v1/tickets/by-number/${encodeURIComponent(number)}`;
  const answer = await send(url, null, newKey(), { method: "GET" });
  if (answer?.ok) return answer.body.ticket;
  if (answer?.status === 404) say(words.text("told.no_number", { number }), "danger");
  else if (answer) refuse(answer);
  return null;
}

const actions = makeActions({ view: () => view, words, phrases, act, find, now, clerks: page.clerks, isReady: () => isLive && view !== null && sending === null });

function redrawButtons() {
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-action]"))) {
    const name = /** @type {import("./actions.js").ButtonName} */ (button.dataset.action);
    const why = actions.why(name);
    button.setAttribute("aria-disabled", String(why !== null));
    setText(/** @type {HTMLElement} */ (button.querySelector("b")), actions.label(name));
    setText(/** @type {HTMLElement} */ (button.querySelector("small")), why ?? "");
    if (name === "confirm_clock") button.hidden = !view?.clock_held;
  }
}

function redraw() {
  setText(byId("clock"), words.clock(now()));
  if (view) draw({ view, now: now(), words, phrases, actions });
  redrawButtons();
}

function signIn() {
  location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
}

listen("/api/v1/feed?topics=supervisor", {
  onUpdate(_topic, update) {
    view = update.view;
    clockOffset = update.now - performance.now();
    redraw();
  },
  onLink(state) {
    isLive = state === "live";
    document.body.dataset.link = state;
    byId("lost").hidden = isLive;
    setText(byId("link-text"), words.text(`link.${state}`));
    if (isLive && wasLost && sending === null) say(words.text("link.back"), "ok");
    wasLost = !isLive;
    redrawButtons();
  },
  onRefused(status) {
    if (status === 401) return signIn();
    isLive = false;
    document.body.dataset.link = "lost";
    setText(byId("lost"), words.text("link.refused"));
    byId("lost").hidden = false;
    redrawButtons();
  },
});

for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-action]"))) {
  const name = /** @type {import("./actions.js").ButtonName} */ (button.dataset.action);
  button.addEventListener("click", () => !isAsking() && actions.press(name));
}
for (const name of TABS) byId(`tab-${name}`).addEventListener("click", () => actions.tab(name));
byId("give-up").addEventListener("click", () => sending?.abort());
listenToKeys(actions);
wireSignOut();
setInterval(redraw, TICK_MS);
redraw();
