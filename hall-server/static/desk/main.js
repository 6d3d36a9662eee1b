// The clerk's desk: state comes from the feed alone, commands go out one at a time, and this puts the two together.
import { listen } from "../feed.js";
import { wireSignOut } from "../sign_out.js";
import { actions as makeActions } from "./actions.js";
import { choices as makeChoices } from "./choices.js";
import { visitorChanged } from "./dialogs.js";
import { byId, setText } from "./dom.js";
import { drawButtons, drawClock, drawItems, drawLists, drawMode, drawVisitor } from "./draw.js";
import { showFigures } from "./figures.js";
import { wireFind } from "./find.js";
import { listenToKeys } from "./keys.js";
import { outbox as makeOutbox } from "./outbox.js";
import { settings as makeSettings, showSettings } from "./settings.js";
import { ticks as makeTicks } from "./ticks.js";
import { verdicts } from "./verdicts.js";
import { codeText, numberText, words as makeWords } from "./words.js";

/** After an answer the view follows within a moment; until then, at most this long, buttons rest. Milliseconds. */
const SETTLE_MS = 1000;
/** Seconds and countdowns are drawn this often, milliseconds. */
const TICK_MS = 250;

/** @type {import("../views.js").DeskPage} */
const page = JSON.parse(byId("page").textContent ?? "");
const words = makeWords(page);
const choices = makeChoices(sessionStorage);
const settings = makeSettings(page, words, {
  changed() {
    showSettings(settings);
    redraw();
  },
  refuse,
});

/** @type {import("../views.js").DeskView | null} */
let view = null;
let version = 0;
/** The view's version when the command on its way was sent. */
let sentAt = 0;
let isLive = false;
let wasLost = false;
/** The server's clock less the browser's monotonic one, milliseconds. */
let clockOffset = Date.now() - performance.now();
/** Buttons rest until the view is newer than this version, or that moment. */
let settling = { version: -1, until: 0 };

const ticks = makeTicks(page, choices, () => view?.ticket ?? null);
choices.listen(ticks.changed);

const now = () => performance.now() + clockOffset;
const isSettling = () => version <= settling.version && performance.now() < settling.until;
const number = () => (view?.ticket ? numberText(view.ticket.number) : "");

/**
 * @param {string} text
 * @param {"calm" | "ok" | "warning" | "danger"} tone
 */
function say(text, tone) {
  const said = byId("said");
  said.dataset.tone = tone;
  setText(said, text);
}

/**
 * Says why the server would not; who is signed in no longer is asked to.
 * @param {import("../send.js").Answer & { ok: false }} answer
 */
function refuse(answer) {
  if (answer.status === 401) signIn();
  const { text, reference } = answer.problem ?? {};
  const told = `${text ? words.label(text) : words.text("said.failed")}${reference ? ` (${reference})` : ""}`;
  say(told, "danger");
  return told;
}

const outbox = makeOutbox(page, {
  onSending(intent) {
    sentAt = version;
    byId("give-up").hidden = true;
    say(words.text("said.sending", { action: words.text(`action.${intent.action}`) }), "calm");
    redrawButtons();
  },
  onRetry(intent) {
    byId("give-up").hidden = false;
    say(words.text("said.retrying", { action: words.text(`action.${intent.action}`) }), "warning");
  },
  onAnswer(intent, answer) {
    byId("give-up").hidden = true;
    if (answer === null) {
      say(words.text("said.given_up", { action: words.text(`action.${intent.action}`) }), "warning");
    } else if (answer.ok) {
      settling = { version: sentAt, until: performance.now() + SETTLE_MS };
      const told = answer.body?.number ? numberText(answer.body.number) : intent.number;
      const done = words.text(`said.${intent.action}`, { number: told });
      const code = answer.body?.return_code;
      say(code ? `${done} ${words.text("said.return_code", { code: codeText(code) })}` : done, "ok");
      if (intent.action === "close") void showFigures(words);
    } else {
      refuse(answer);
    }
    redrawButtons();
  },
  onForgotten: (intent) => say(words.text("said.forgotten", { action: words.text(`action.${intent.action}`) }), "warning"),
});

/** @returns {Record<import("./verdicts.js").Judged, import("./verdicts.js").Why>} */
function judge() {
  const decided = view?.ticket ? choices.outcomes(view.ticket).length + view.ticket.items.filter((item) => item.outcome).length : 0;
  const busy = outbox.busy() || isSettling();
  return verdicts({ view, staff: page.staff, live: isLive, busy, now: now(), decided, number: number() });
}

/** @type {import("./actions.js").Desk} */
const desk = {
  page, outbox, choices, words, settings, say, now,
  view: () => view,
  why: (name) => judge()[name],
  redraw() {
    if (view?.ticket) drawItems(scene(view), view.ticket);
    redrawButtons();
  },
};
const actions = makeActions(desk);

/** @param {import("../views.js").DeskView} present */
const scene = (present) => ({ view: present, staff: page.staff, now: now(), words, choices, actions, settings });

function redrawButtons() {
  drawButtons(judge(), view, words);
  const paused = view?.state.mode === "paused";
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-action]"))) {
    if (button.dataset.action === "pause") button.hidden = paused;
    if (button.dataset.action === "continue") button.hidden = !paused;
  }
}

function redraw() {
  if (view) {
    const present = scene(view);
    drawMode(present);
    drawVisitor(present);
    drawLists(present);
  }
  drawClock(view, words, now());
  redrawButtons();
}

function signIn() {
  location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
}

listen(`/api/v1/feed?topics=desk/${page.window}`, {
  onUpdate(_topic, update) {
    const before = view;
    view = update.view;
    version = update.version;
    clockOffset = update.now - performance.now();
    choices.follow(view?.ticket ?? null);
    ticks.changed();
    const isOther = before?.ticket?.ticket !== view?.ticket?.ticket || before?.ticket?.serving !== view?.ticket?.serving;
    if (before && isOther) visitorChanged();
    redraw();
  },
  onLink(state) {
    isLive = state === "live";
    document.body.dataset.link = state;
    byId("lost").hidden = isLive;
    setText(byId("link-text"), words.text(`link.${state}`));
    if (isLive) ticks.again();
    if (isLive && wasLost && !outbox.busy()) say(words.text("link.back"), "ok");
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
  const name = /** @type {import("./verdicts.js").ButtonName} */ (button.dataset.action);
  button.addEventListener("click", () => actions.press(name));
}
byId("give-up").addEventListener("click", () => outbox.giveUp());
for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("button[data-key]"))) {
  button.addEventListener("click", () => actions.run(/** @type {import("../views.js").KeyAction} */ (button.dataset.key)));
}
listenToKeys(actions, settings);
wireFind(desk, actions);
wireSignOut();
setInterval(() => {
  drawClock(view, words, now());
  redrawButtons();
}, TICK_MS);
showSettings(settings);
redraw();
outbox.resume();
