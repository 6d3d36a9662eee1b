// A clerk's own day: asked for by key or button, and shown when the window closes. Neither ratings nor colleagues are in it.
import { OUTCOMES } from "./choices.js";
import { isAsking, tell } from "./dialogs.js";
import { make } from "./dom.js";

/** @typedef {import("./words.js").Words} Words */

const MINUTE_MS = 60_000;

/**
 * @param {Words} words
 * @param {import("../views.js").OwnFigures} own
 * @returns {[string, string | number][][]} side by side: visits and hours, items; each what and how much
 */
function columns(words, own) {
  /** @param {number} ms */
  const mean = (ms) => words.text("figures.minutes", { n: (ms / MINUTE_MS).toFixed(1) });
  /** @param {number} ms */
  const time = (ms) => (ms === 0 ? words.brief(0) : words.duration(ms));
  const served = own.service;
  const items = OUTCOMES.map((outcome) => own.outcomes[outcome]).reduce((sum, count) => sum + count, 0);
  return [
    [
      [words.text("figures.visitors"), own.visitors],
      [words.text("figures.no_shows"), own.no_shows],
      [words.text("figures.mean"), served ? mean(served.sum_ms / served.count) : "–"],
      [words.text("figures.median"), served ? mean(served.p50_ms) : "–"],
      [words.text("figures.open"), time(own.open_ms)],
      [words.text("figures.paused"), time(own.paused_ms)],
    ],
    [[words.text("visitor.items"), items], ...OUTCOMES.map((outcome) => /** @type {[string, number]} */ ([words.text(`outcome.${outcome}`), own.outcomes[outcome]]))],
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
  const lists = columns(words, own).map((rows) =>
    make("ul", { class: "summary" }, ...rows.map(([what, howMuch]) => make("li", {}, make("span", {}, what), make("b", {}, String(howMuch))))),
  );
  tell(words, words.text("figures.title"), [make("div", { class: "own-figures" }, ...lists)]);
}
