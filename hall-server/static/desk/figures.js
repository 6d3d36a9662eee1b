// A clerk's own day: asked for by key or button, and shown when the window closes. Neither ratings nor colleagues are in it.
import { OUTCOMES } from "./choices.js";
import { isAsking, tell } from "./dialogs.js";
import { make } from "./dom.js";

/** @typedef {import("./words.js").Words} Words */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * @param {Words} words
 * @param {import("../views.js").OwnFigures} own
 * @returns {[string, string][]} what, how much
 */
function rows(words, own) {
  /** @param {number} ms */
  const minutes = (ms) => words.text("figures.minutes", { n: (ms / MINUTE_MS).toFixed(1) });
  /** @param {number} ms */
  const hours = (ms) => words.text("figures.hours", { n: (ms / HOUR_MS).toFixed(1) });
  const served = own.service;
  return [
    [words.text("figures.visitors"), String(own.visitors)],
    ...OUTCOMES.map((outcome) => /** @type {[string, string]} */ ([words.text(`outcome.${outcome}`), String(own.outcomes[outcome])])),
    [words.text("figures.mean"), served ? minutes(served.sum_ms / served.count) : "–"],
    [words.text("figures.median"), served ? minutes(served.p50_ms) : "–"],
    [words.text("figures.no_shows"), String(own.no_shows)],
    [words.text("figures.open"), hours(own.open_ms)],
    [words.text("figures.paused"), minutes(own.paused_ms)],
  ];
}

/**
 * Shows them, unless a question came up meanwhile. That they cannot be had stops nobody from going home.
 * @param {Words} words
 */
export async function showFigures(words) {
  const reply = await fetch("/api/v1/statistics/mine").catch(() => null);
  const own = reply?.ok ? await reply.json() : null;
  if (!own || isAsking()) return;
  const list = rows(words, own).map(([what, howMuch]) => make("li", {}, make("span", {}, what), make("b", {}, howMuch)));
  tell(words, words.text("figures.title"), [make("ul", { class: "summary own-figures" }, ...list)]);
}
