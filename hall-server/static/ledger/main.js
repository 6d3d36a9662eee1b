// The ledger of certificates: search, look at one, have it printed again, declare it void. What is found is asked of the API,
// where each answer is audited; nothing of it is kept here beyond the page.
import { buttons, isAsking, leave, show } from "../desk/dialogs.js";
import { byId, keyName, make, refill, setText } from "../desk/dom.js";
import { words as wordsOf } from "../desk/words.js";
import { newKey, send } from "../send.js";
import { wireSignOut } from "../sign_out.js";
import { draw } from "./draw.js";

/** @typedef {import("../views.js").LedgerEntry} LedgerEntry */

/** How long an answer may take, milliseconds. */
const TRY_MS = 8000;
/** Length of a reason. */
const REASON_CHARS = { min: 2, max: 200 };

/** @type {import("../views.js").LedgerPage} */
const page = JSON.parse(byId("page").textContent ?? "");
const words = wordsOf(page);
const { text } = words;
const find = /** @type {HTMLInputElement} */ (byId("find"));
const list = byId("entries");
const reprint = /** @type {HTMLButtonElement} */ (byId("reprint"));
const revoke = /** @type {HTMLButtonElement | null} */ (document.getElementById("revoke"));
const drawing = draw(page, words);

/** @type {LedgerEntry[]} */
let entries = [];
/** @type {number | null} */
let chosen = null;

/**
 * @param {string} said
 * @param {"" | "ok" | "warning" | "danger"} [tone]
 */
function say(said, tone = "") {
  const place = byId("said");
  setText(place, said);
  place.dataset.tone = tone;
}

/** @param {import("../views.js").Problem | null} problem */
const why = (problem) => (problem ? words.label(problem.text) : text("failed"));

/** Asks for what is typed. @param {{ keep?: boolean, quiet?: boolean }} [options] keep what is chosen; say nothing of it */
async function search({ keep = false, quiet = false } = {}) {
  if (!quiet) say(text("looking"));
  const url = `/api/v1/ledger?find=${encodeURIComponent(find.value.trim())}`;
  try {
    const reply = await fetch(url, { headers: { accept: "application/json" }, signal: AbortSignal.timeout(TRY_MS) });
    const body = await reply.json();
    if (!reply.ok) return say(why(body), "danger");
    entries = body.entries;
    if (!keep || !entries.some((entry) => entry.id === chosen)) chosen = entries[0]?.id ?? null;
    if (!quiet) say(entries.length === 0 ? "" : text("found_n", { n: entries.length }));
    fill();
  } catch {
    say(text("failed"), "danger");
  }
}

const current = () => entries.find((entry) => entry.id === chosen);

function fill() {
  const now = Date.now();
  byId("nothing").hidden = entries.length > 0;
  refill(list, { entries, chosen }, () => entries.map((entry) => drawing.row(entry, entry.id === chosen, now, () => choose(entry.id))));
  const entry = current();
  refill(byId("chosen"), entry ?? null, () => (entry ? drawing.detail(entry, now) : [make("p", { class: "none" }, text("choose_one"))]));
  const issued = entry !== undefined && entry.copies.length > 0 && entry.revoked === null;
  reprint.disabled = !(issued && entry.kept && page.kiosks.length > 0);
  if (revoke) revoke.disabled = !issued;
}

/** @param {number} id */
function choose(id) {
  chosen = id;
  fill();
}

/** @param {number} step */
function walk(step) {
  const at = entries.findIndex((entry) => entry.id === chosen) + step;
  const entry = entries[Math.min(Math.max(at, 0), entries.length - 1)];
  if (!entry) return;
  choose(entry.id);
  /** @type {HTMLElement | null} */ (list.querySelector("[aria-current]"))?.focus();
}

/**
 * @param {LedgerEntry} entry
 * @param {string} deed
 * @param {object} body
 */
async function act(entry, deed, body) {
  say(text("sending"));
  const answer = await send(`/api/v1/ledger/${entry.id}/${deed}`, body, newKey(), { onRetry: () => say(text("retrying"), "warning") });
  if (!answer) return;
  await search({ keep: true, quiet: true });
  if (answer.ok) say(text(`${deed}_done`, { number: entry.number }), "ok");
  else say(why(answer.problem), "danger");
}

function askReprint() {
  const entry = current();
  if (!entry || reprint.disabled) return;
  const at = (/** @type {number} */ index) => {
    const device = page.kiosks[index];
    if (device !== undefined && leave()) void act(entry, "reprint", { device });
  };
  const kiosks = page.kiosks.map((kiosk, index) => make(
    "button",
    { type: "button", class: "button", autofocus: index === 0, click: () => at(index) },
    ...(index < 9 ? [make("kbd", {}, String(index + 1))] : []),
    kiosk,
  ));
  const body = [make("p", {}, text("reprint_text")), make("div", { class: "choices" }, ...kiosks), buttons(words)];
  show(text("reprint_title", { number: entry.number }), body, (event) => {
    const index = Number(event.key) - 1;
    if (index >= 0 && index < page.kiosks.length) at(index);
  }, { ofVisitor: false });
}

function askRevoke() {
  const entry = current();
  if (!entry || !revoke || revoke.disabled) return;
  const reason = make("input", { id: "reason", type: "text", maxlength: String(REASON_CHARS.max), autocomplete: "off", autofocus: true, required: true });
  const hint = make("p", { class: "dialog-hint", role: "status" }, text("revoke_hint"));
  const answer = () => {
    const told = reason.value.trim();
    if ([...told].length < REASON_CHARS.min) {
      setText(hint, text("revoke_short"));
      reason.focus();
    } else if (leave()) void act(entry, "revoke", { reason: told });
  };
  const yes = make("button", { type: "button", class: "button danger", click: answer }, make("kbd", {}, words.text("key.enter")), text("revoke"));
  const field = make("label", { class: "field" }, make("span", {}, text("revoke_reason")), reason);
  const body = [make("p", {}, text("revoke_text")), field, hint, buttons(words, yes)];
  show(text("revoke_title", { number: entry.number }), body, (event) => {
    if (event.key === "Enter" && event.target === reason && !event.isComposing) {
      event.preventDefault();
      answer();
    }
  }, { ofVisitor: false });
}

byId("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  void search();
});
reprint.addEventListener("click", askReprint);
revoke?.addEventListener("click", askRevoke);

/** @type {Record<string, () => void>} */
const keys = { "/": () => find.select(), P: askReprint, V: askRevoke, ArrowDown: () => walk(1), ArrowUp: () => walk(-1) };
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || isAsking()) return;
  const name = keyName(event);
  const isTyping = document.activeElement === find;
  // In the empty field the key that leads to it is no letter.
  if (isTyping && !name.startsWith("Arrow") && (name !== "/" || find.value)) return;
  const act = keys[name];
  if (!act || event.repeat && !name.startsWith("Arrow")) return;
  event.preventDefault();
  act();
});

wireSignOut();
// `autofocus` waits for the first frame, and what is typed before it would be lost.
find.focus();
fill();
