// How a certificate in the ledger looks: a row in the list, and everything about the chosen one.
import { make } from "../desk/dom.js";

/** @typedef {import("../views.js").LedgerEntry} LedgerEntry */
/** @typedef {import("../views.js").LedgerCopy} LedgerCopy */

/**
 * @param {import("../views.js").LedgerPage} page
 * @param {import("../desk/words.js").Words} words
 */
export function draw(page, words) {
  const { text, label } = words;
  const state = (/** @type {LedgerEntry} */ entry) => (entry.revoked ? "revoked" : entry.copies.length > 0 ? "issued" : "drawn");
  const pill = (/** @type {string} */ name) => make("span", { class: "pill", "data-state": name }, text(`state.${name}`));

  /** What a printer said, in words if it is one of the driver's. @param {string} detail */
  const said = (detail) => page.texts[`office.${detail}`] ?? detail;

  /** @param {LedgerCopy} copy @param {number} now */
  function copy(copy, now) {
    const about = [copy.device, words.moment(copy.at, now)];
    if (copy.reprint) about.push(text("is_reprint"));
    if (copy.ordered_by !== null) about.push(text("ordered_by", { name: copy.ordered_by }));
    return make(
      "li",
      {},
      pill(copy.outcome ?? "queued"),
      make("span", {}, about.join(" · ")),
      ...(copy.detail ? [make("small", {}, said(copy.detail))] : []),
    );
  }

  return {
    /**
     * @param {LedgerEntry} entry
     * @param {boolean} isChosen
     * @param {number} now
     * @param {() => void} choose
     */
    row(entry, isChosen, now, choose) {
      const attributes = {
        type: "button", class: "entry", "data-focus": `entry-${entry.id}`, click: choose,
        ...(isChosen ? { "aria-current": "true" } : {}),
      };
      return make("li", {}, make(
        "button",
        attributes,
        make("b", {}, entry.number),
        make("span", {}, `${entry.name} ${entry.person}`),
        pill(state(entry)),
        make("time", {}, words.moment(entry.at, now)),
        make("small", {}, label(entry.kind)),
      ));
    },

    /** @param {LedgerEntry} entry @param {number} now */
    detail(entry, now) {
      const fact = (/** @type {string} */ name, /** @type {string} */ value, css = "") =>
        [make("dt", {}, text(`fact.${name}`)), make("dd", css ? { class: css } : {}, value)];
      const facts = [
        ...fact("number", entry.number),
        ...fact("kind", `${label(entry.kind)} · ${text(`language.${entry.language}`)}`),
        ...fact("name", entry.name),
        ...fact("person", entry.person),
        ...(entry.purpose ? fact("purpose", label(entry.purpose)) : []),
        ...fact("at", words.moment(entry.at, now)),
        ...fact("kept", text(entry.kept ? "kept" : "not_kept")),
        ...fact("sha256", entry.sha256, "digest"),
      ];
      const revoked = entry.revoked && make(
        "p",
        { class: "notice danger" },
        text("revoked", { time: words.moment(entry.revoked.at, now), name: entry.revoked.by, reason: entry.revoked.reason }),
      );
      const copies = entry.copies.length > 0
        ? make("ul", { class: "copies" }, ...entry.copies.map((one) => copy(one, now)))
        : make("p", { class: "none" }, text("no_copies"));
      return [...(revoked ? [revoked] : []), make("dl", { class: "sheet" }, ...facts), make("h3", {}, text("copies")), copies];
    },
  };
}
