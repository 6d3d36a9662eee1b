// What the desk offers in each situation, and its reasons: one row a case.
import assert from "node:assert/strict";
import { test } from "node:test";
import { choices } from "../../hall-server/static/desk/choices.js";
import { readNumber } from "../../hall-server/static/desk/find.js";
import { findItems } from "../../hall-server/static/desk/search.js";
import { nextStep, verdicts } from "../../hall-server/static/desk/verdicts.js";
import { stopwatch, words } from "../../hall-server/static/desk/words.js";

/** @typedef {import("../../hall-server/static/views.js").DeskView} DeskView */
/** @typedef {import("../../hall-server/static/views.js").DeskTicket} DeskTicket */

const label = { zh: "项", en: "item" };
/** @type {DeskTicket} */
const ticket = {
  ticket: 7, number: { prefix: "A", number: 7 }, serving: false, since: 0, issued_at: 0, recalls_left: 2, recall_at: 1000,
  class_credit: false, english: false, notes: [],
  items: [
    { item: "a", name: label, materials: [], outcome: null, here: true },
    { item: "b", name: label, materials: [], outcome: null, here: true },
    { item: "c", name: label, materials: [], outcome: null, here: false },
  ],
};
/** @type {DeskView} */
const open = {
  window: 3, name: label, state: { mode: "open" }, clerk: "me", ticket: null, waiting: 4, lines: [], parked: [], missed: [],
};

/**
 * @param {Partial<DeskView>} view
 * @param {Partial<import("../../hall-server/static/desk/verdicts.js").Situation>} situation
 */
function judge(view = {}, situation = {}) {
  return verdicts({
    view: { ...open, ...view }, staff: "me", live: true, busy: false, now: 2000, decided: 2, number: "A007", ...situation,
  });
}

/** @param {ReturnType<typeof judge>} all */
function allowed(all) {
  return Object.entries(all).filter(([, why]) => why === null).map(([name]) => name).join(" ");
}

test("what can be done in each situation", () => {
  const paused = /** @type {const} */ ({ mode: "paused", reason: "meal", until: null });
  const serving = { ...ticket, serving: true };
  const missed = [{ ticket: 9, number: { prefix: "A", number: 9 }, until: 0 }];
  const rows = /** @type {[string, string, string | null, ReturnType<typeof judge>][]} */ ([
    ["closed", "open", "open", judge({ state: { mode: "closed" }, clerk: null })],
    ["a colleague's", "open", "open", judge({ clerk: "other" })],
    ["free", "call_next call give give_serve pause close", "call_next", judge()],
    ["nobody waits", "call give give_serve pause close", null, judge({ waiting: 0 })],
    ["paused", "call give continue close", "continue", judge({ state: paused })],
    ["called", "call give start recall no_show put_back transfer pause close", "start", judge({ ticket })],
    ["called just now", "call give start no_show put_back transfer pause close", "start", judge({ ticket }, { now: 500 })],
    ["called thrice", "call give start no_show put_back transfer pause close", "start", judge({ ticket: { ...ticket, recalls_left: 0 } })],
    ["with a class", "call give start recall no_show put_back transfer void_class pause close", "start",
      judge({ ticket: { ...ticket, class_credit: true } })],
    ["serving", "call give finish park transfer pause", "finish", judge({ ticket: serving })],
    ["nothing decided", "call give park transfer pause", null, judge({ ticket: serving }, { decided: 0 })],
    ["serving while paused", "call give finish park transfer continue", "finish", judge({ ticket: serving, state: paused })],
    ["somebody away", "call_next call give give_serve resume pause close", "call_next", judge({ missed })],
    ["sending", "", null, judge({}, { busy: true })],
    ["connection lost", "", null, judge({ ticket: serving }, { live: false })],
    ["nothing known yet", "", null, judge({}, { view: null })],
  ]);
  for (const [name, expected, next, all] of rows) {
    assert.equal(allowed(all), expected, name);
    assert.equal(nextStep(all), next, `${name}: next step`);
  }
});

test("every refusal has its reason", () => {
  assert.deepEqual(judge({ ticket }).call_next, { key: "has_ticket", values: { number: "A007" } });
  assert.deepEqual(judge({ ticket }, { now: -16_500 }).recall, { key: "recall_wait", values: { n: 18 } });
  assert.equal(judge({ waiting: 0 }).call_next?.key, "nobody");
  assert.equal(judge({ clerk: "other", ticket }).start?.key, "theirs");
  assert.equal(judge({}, { live: false, busy: true }).call_next?.key, "offline");
});

/** A page's storage. */
function storage() {
  /** @type {Map<string, string>} */
  const kept = new Map();
  return { getItem: (/** @type {string} */ key) => kept.get(key) ?? null, setItem: (/** @type {string} */ key, /** @type {string} */ value) => void kept.set(key, value) };
}

test("choices: done unless something else, only what is decided here, kept over a reload, forgotten with the ticket", () => {
  const page = storage();
  const first = choices(page);
  first.follow(ticket);
  assert.deepEqual(first.outcomes(ticket), [{ item: "a", outcome: "done" }, { item: "b", outcome: "done" }]);
  first.choose(ticket, 0, "needs_materials");
  first.choose(ticket, 1, "leave");
  first.choose(ticket, 2, "done");
  first.tick("a", 1, true);
  const reloaded = choices(page);
  reloaded.follow(ticket);
  assert.deepEqual(reloaded.outcomes(ticket), [{ item: "a", outcome: "needs_materials" }]);
  assert.equal(reloaded.choice(ticket, 2), null);
  assert.equal(reloaded.isTicked("a", 1), true);
  reloaded.follow({ ...ticket, ticket: 8 });
  assert.equal(reloaded.isTicked("a", 1), false);
  assert.equal(reloaded.outcomes(ticket).length, 2);
});

test("numbers, times and texts are written as people read them", () => {
  const { text, duration, clock } = words({
    texts: { "why.busy": "{n} of {m}", "time.minutes": "{n} min", "time.under_minute": "soon", "time.hours": "{h} h {m}" },
    zone: "Asia/Shanghai", language: "en",
  });
  assert.equal(text("why.busy", { n: 1 }), "1 of {m}");
  assert.equal(text("no.such"), "no.such");
  assert.deepEqual([0, 59_999, 60_000, 3_599_999, 3_660_000].map(duration), ["soon", "soon", "1 min", "59 min", "1 h 1"]);
  assert.deepEqual([-5, 0, 95_000, 3_600_000].map(stopwatch), ["00:00", "00:00", "01:35", "1:00:00"]);
  assert.equal(clock(0), "08:00");
});

test("items are found by code, name and initials, those of the window first", () => {
  const item = (/** @type {string} */ code, /** @type {string} */ line, /** @type {string} */ found_by) => ({ code, name: code, line, found_by });
  const items = [item("card", "a", "card\n校园卡办理\nxykbl"), item("lost", "b", "lost\n补办校园卡\nbbxyk"), item("visa", "b", "visa\n签证\nqz")];
  const find = (/** @type {string} */ typed) => findItems(items, typed, ({ line }) => line === "b").map(({ code }) => code).join(" ");
  assert.equal(find(""), "lost visa");
  assert.equal(find("xyk"), "card lost");
  assert.equal(find("校园卡"), "card lost");
  assert.equal(find("补办 校园"), "lost");
  assert.equal(find("QZ"), "visa");
  assert.equal(find("nothing"), "");
});

test("a number is read as typed", () => {
  for (const typed of ["B012", "b12", " B-12 ", "B 012"]) assert.deepEqual(readNumber(typed), { prefix: "B", number: 12 }, typed);
  for (const wrong of ["", "B", "12", "B0", "BB1", "B12345", "号12"]) assert.equal(readNumber(wrong), null, wrong);
});
