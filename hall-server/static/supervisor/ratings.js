// Draws how visitors rated today. Decides nothing.
import { byId, make, refill, setText } from "../desk/dom.js";
import { numberText } from "../desk/words.js";

/** @typedef {import("./draw.js").Scene} Scene */
/** @typedef {import("../views.js").LowRating} LowRating */

/** @param {Scene} scene */
export function drawRatings(scene) {
  const { view, words } = scene;
  const { levels, low } = view.ratings;
  const count = levels.reduce((sum, people) => sum + people, 0);
  const points = levels.reduce((sum, people, at) => sum + people * (at + 1), 0);
  const good = (levels[3] ?? 0) + (levels[4] ?? 0);
  const mean = count === 0 ? "—" : (points / count).toFixed(1);
  setText(byId("rating-count"), count === 0 ? "" : words.text("ratings.count", { n: count, mean }));
  refill(byId("rating-figures"), levels, () => [
    ...figure(words.text("ratings.given"), String(count)),
    ...figure(words.text("ratings.mean"), mean),
    ...figure(words.text("ratings.good"), count === 0 ? "—" : `${Math.round((100 * good) / count)}%`),
  ]);
  refill(byId("rating-levels"), levels, () => [5, 4, 3, 2, 1].map((level) => {
    const people = levels[level - 1] ?? 0;
    const bar = make("progress", { max: String(Math.max(count, 1)), value: String(people), "aria-hidden": "true" });
    return make("li", { "data-level": String(level) }, make("span", {}, words.text(`level.${level}`)), bar, make("b", {}, String(people)));
  }));
  refill(byId("low"), low, () => (low.length === 0 ? [make("li", { class: "none" }, words.text("ratings.none"))] : low.map((rating) => lowPart(scene, rating))));
}

/**
 * @param {string} name
 * @param {string} value
 */
function figure(name, value) {
  return [make("dt", {}, name), make("dd", {}, value)];
}

/**
 * @param {Scene} scene
 * @param {LowRating} rating
 */
function lowPart({ words, phrases }, rating) {
  const where = [phrases.window(rating.window), rating.clerk_name, phrases.line(rating.line), numberText(rating.number)];
  const reasons = rating.reasons.map((reason) => words.label(reason)).join(words.text("ratings.and"));
  const said = rating.comment === null ? [] : [make("q", {}, rating.comment)];
  return make(
    "li",
    { "data-level": String(rating.level) },
    make("p", { class: "low-head" }, make("b", {}, words.text(`level.${rating.level}`)), make("time", {}, words.clock(rating.at))),
    make("p", { class: "low-where" }, where.filter(Boolean).join(" · ")),
    ...(reasons ? [make("p", {}, reasons)] : []),
    ...said,
  );
}
