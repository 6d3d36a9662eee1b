// Finds items by what a clerk types: code, name, other names, initials of the pinyin.

/** Items shown of what is found; who looks for more types more. */
const FOUND_MAX = 30;

/** @typedef {import("../views.js").OfferedItem} OfferedItem */

/**
 * Items that every word typed is found in, beginnings first, else in the order given. With nothing typed: those of this window.
 * @param {OfferedItem[]} items
 * @param {string} typed
 * @param {(item: OfferedItem) => boolean} isHere
 */
export function findItems(items, typed, isHere) {
  const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return items.filter(isHere).slice(0, FOUND_MAX);
  const found = items.filter((item) => wanted.every((word) => item.found_by.includes(word)));
  const begins = (/** @type {OfferedItem} */ item) => item.found_by.split("\n").some((name) => name.startsWith(/** @type {string} */ (wanted[0])));
  const rank = (/** @type {OfferedItem} */ item) => (begins(item) ? 0 : 2) + (isHere(item) ? 0 : 1);
  return found.toSorted((a, b) => rank(a) - rank(b)).slice(0, FOUND_MAX);
}
