// A number for a visitor without one: items by search, then served at once or waiting.
import { buttons, leave, show } from "./dialogs.js";
import { make } from "./dom.js";
import { findItems } from "./search.js";

/** @typedef {import("../views.js").OfferedItem} OfferedItem */

/**
 * @param {import("./words.js").Words} words
 * @param {{ items: OfferedItem[], lines: { id: string, label: string }[] }} offer
 * @param {{ isHere: (item: OfferedItem) => boolean, whyNotServe: () => string | null }} window
 * @param {(items: string[], serve: boolean, english: boolean) => void} chosen
 */
export function askGive(words, offer, window, chosen) {
  /** @type {OfferedItem[]} */
  let basket = [];
  let at = -1;
  const lineOf = new Map(offer.lines.map((line) => [line.id, line.label]));
  const query = make("input", {
    type: "text", autofocus: true, maxlength: "40", autocomplete: "off", spellcheck: "false", role: "combobox",
    "aria-expanded": "true", "aria-controls": "give-found", "aria-autocomplete": "list", placeholder: words.text("give.placeholder"),
    input() {
      at = query.value.trim() === "" ? -1 : 0;
      draw();
    },
  });
  const found = make("ul", { id: "give-found", class: "found", role: "listbox", "aria-label": words.text("give.found") });
  const basketList = make("ul", { class: "basket", "aria-label": words.text("give.chosen") });
  const english = make("input", { type: "checkbox" });
  const said = make("p", { class: "notice danger", role: "alert", hidden: true });
  /** @type {OfferedItem[]} */
  let shown = [];

  /** @param {OfferedItem} item */
  function add(item) {
    if (!basket.includes(item)) basket = [...basket, item];
    query.value = "";
    at = -1;
    said.hidden = true;
    draw();
    query.focus();
  }

  /** @param {OfferedItem} item */
  function drop(item) {
    basket = basket.filter((other) => other !== item);
    draw();
    query.focus();
  }

  function draw() {
    shown = findItems(offer.items, query.value, window.isHere).filter((item) => !basket.includes(item));
    at = Math.min(at, shown.length - 1);
    const rows = shown.map((item, row) =>
      make(
        "li",
        { id: `give-${row}`, role: "option", "aria-selected": String(row === at), click: () => add(item) },
        make("span", {}, item.name),
        make("small", { class: window.isHere(item) ? "here" : "" }, lineOf.get(item.line) ?? ""),
      ),
    );
    found.replaceChildren(...(rows.length > 0 ? rows : [make("li", { class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, words.text("give.nothing"))]));
    found.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
    if (at >= 0) query.setAttribute("aria-activedescendant", `give-${at}`);
    else query.removeAttribute("aria-activedescendant");
    const chips = basket.map((item) =>
      make("li", {}, make("button", { type: "button", class: "button small", "aria-label": words.text("give.drop", { name: item.name }), click: () => drop(item) }, item.name, make("span", { "aria-hidden": "true" }, "×"))),
    );
    basketList.replaceChildren(...(chips.length > 0 ? chips : [make("li", { class: "none" }, words.text("give.empty"))]));
    const why = window.whyNotServe();
    serve.setAttribute("aria-disabled", String(basket.length === 0 || why !== null));
    wait.setAttribute("aria-disabled", String(basket.length === 0));
    serve.title = why ?? "";
  }

  /** @param {boolean} isServed */
  function done(isServed) {
    const why = basket.length === 0 ? words.text("give.choose_first") : isServed ? window.whyNotServe() : null;
    if (why !== null) {
      said.textContent = why;
      said.hidden = false;
      return;
    }
    if (!leave()) return;
    chosen(basket.map((item) => item.code), isServed, english.checked);
  }

  const enter = words.text("key.enter");
  const serve = make("button", { type: "button", class: "button primary", click: () => done(true) }, make("kbd", {}, enter), words.text("action.give_serve"));
  const wait = make("button", { type: "button", class: "button", click: () => done(false) }, make("kbd", {}, `Shift+${enter}`), words.text("give.wait"));
  show(
    words.text("give.title"),
    [
      basketList,
      make("label", { class: "field" }, make("span", {}, words.text("give.search")), query),
      found,
      make("label", { class: "tick" }, english, make("span", {}, words.text("give.english"))),
      said,
      buttons(words, wait, serve),
    ],
    (event) => {
      if (event.isComposing || event.target !== query) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step !== undefined) {
        event.preventDefault();
        at = Math.max(-1, Math.min(at + step, shown.length - 1));
        return draw();
      }
      const last = basket.at(-1);
      if (event.key === "Backspace" && query.value === "" && last) return drop(last);
      if (event.key !== "Enter") return;
      event.preventDefault();
      const item = shown[at];
      if (event.shiftKey) done(false);
      else if (item) add(item);
      else if (query.value.trim() === "") done(true);
    },
    { width: "wide", ofVisitor: false },
  );
  draw();
}
