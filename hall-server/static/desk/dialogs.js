// Questions before something happens: confirm, choose one, or where to transfer. One `dialog` element, all by keyboard.
import { byId, keyName, make } from "./dom.js";

/** A key pressed again sooner than this after the question appeared was not meant as the answer. Milliseconds. */
const GUARD_MS = 300;

/** @typedef {import("./words.js").Words} Words */
/** @typedef {{ key: string, title: string, hint?: string, why?: string, pick: () => void }} Option */

const dialog = /** @type {HTMLDialogElement} */ (byId("dialog"));
/** @type {ReturnType<typeof setTimeout> | undefined} */
let guard;
let isOfVisitor = true;
/** @type {((event: KeyboardEvent) => void) | null} */
let onKey = null;

/** A question is on the screen. */
export const isAsking = () => dialog.open;

/** The visitor is no longer as they were: a question about them is no question any more. */
export function visitorChanged() {
  if (dialog.open && isOfVisitor) close();
}

/** The element keeps the focus until the browser draws next: a key pressed before that would still be the dialog's, or lost. */
function close() {
  dialog.close();
  const focused = document.activeElement;
  if (focused instanceof HTMLElement && dialog.contains(focused)) focused.blur();
}

/**
 * Takes a question away because it is answered; false where the press that asked it is not over yet.
 */
export function leave() {
  if (early()) return false;
  close();
  return true;
}

const early = () => "guarded" in dialog.dataset;

// A click beside the controls must not take the focus from them, or keys would answer no more.
dialog.addEventListener("mousedown", (event) => {
  if (event.target instanceof Element && !event.target.closest("button, input, label, select, textarea")) event.preventDefault();
});

dialog.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing) {
    event.preventDefault();
    return close();
  }
  // A held key repeats, and an early one was the end of the key press before: both mean nothing.
  if (event.repeat || (early() && (event.key === "Enter" || event.key === " "))) {
    event.preventDefault();
    return;
  }
  onKey?.(event);
});

/**
 * @param {string} title
 * @param {(Node | string)[]} content
 * @param {((event: KeyboardEvent) => void) | null} listener
 * @param {{ width?: "usual" | "wide", ofVisitor?: boolean }} [options] of the visitor at the window: it goes when they change
 */
export function show(title, content, listener, { width = "usual", ofVisitor = true } = {}) {
  onKey = listener;
  isOfVisitor = ofVisitor;
  clearTimeout(guard);
  dialog.dataset.guarded = "";
  guard = setTimeout(() => delete dialog.dataset.guarded, GUARD_MS);
  dialog.dataset.width = width;
  dialog.replaceChildren(make("h2", { id: "dialog-title" }, title), ...content);
  if (!dialog.open) dialog.showModal();
}

/**
 * The way back, then what else may be pressed.
 * @param {Words} words
 * @param {...HTMLButtonElement} others
 */
export function buttons(words, ...others) {
  const back = make(
    "button",
    { type: "button", class: "button", click: close },
    make("kbd", {}, words.text("key.esc")),
    words.text("dialog.cancel"),
  );
  return make("p", { class: "dialog-buttons" }, back, ...others);
}

/**
 * Asks yes or no; `again` is the key that asked and may answer, by its name as `keyName` tells it.
 * @param {Words} words
 * @param {{ title: string, body: (Node | string)[], yes: string, again: string, keyName: string, danger?: boolean }} question
 * @param {() => void} confirmed
 */
export function confirm(words, question, confirmed) {
  const answer = () => {
    if (leave()) confirmed();
  };
  const yes = make(
    "button",
    { type: "button", class: `button ${question.danger ? "danger" : "primary"}`, autofocus: true, click: answer },
    make("kbd", {}, question.keyName),
    question.yes,
  );
  const hint = make("p", { class: "dialog-hint" }, words.text("dialog.again", { key: question.keyName }));
  show(question.title, [...question.body, hint, buttons(words, yes)], (event) => {
    // Enter and Space press the button that has the focus.
    if (keyName(event) !== question.again || event.key === "Enter" || event.key === " ") return;
    event.preventDefault();
    answer();
  });
}

/**
 * Says something; Esc or the button takes it away.
 * @param {Words} words
 * @param {string} title
 * @param {(Node | string)[]} body
 */
export function tell(words, title, body) {
  show(title, [...body, buttons(words)], null, { ofVisitor: false });
}

/**
 * Asks for one of a few, by digit or click.
 * @param {Words} words
 * @param {{ title: string, text?: string, options: Option[], more?: HTMLElement }} question
 */
export function choose(words, question) {
  const { title, text, options, more } = question;
  /** @param {Option} option */
  const pick = (option) => {
    if (option.why) return;
    close();
    option.pick();
  };
  const list = make(
    "ul",
    { class: "options" },
    ...options.map((option, at) =>
      make(
        "li",
        {},
        make(
          "button",
          {
            type: "button", class: "option", autofocus: at === 0, click: () => pick(option),
            "aria-disabled": option.why ? "true" : "false",
          },
          make("kbd", {}, option.key),
          make("span", {}, make("b", {}, option.title), make("small", {}, option.why ?? option.hint ?? "")),
        ),
      ),
    ),
  );
  const intro = text ? [make("p", {}, text)] : [];
  show(title, [...intro, list, ...(more ? [more] : []), buttons(words)], (event) => {
    const option = options.find(({ key }) => key === event.key);
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (!option && step === 0) return;
    if (step !== 0 && !list.contains(document.activeElement)) return;
    event.preventDefault();
    if (option) return pick(option);
    const all = [...list.querySelectorAll("button")];
    const at = all.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    all[(at + step + all.length) % all.length]?.focus();
  });
}

/**
 * Asks for what has to be typed or chosen in fields; Enter submits.
 * @param {Words} words
 * @param {{ title: string, content: Node[], yes: string, why: () => string | null, submit: () => Promise<void> | void }} question
 */
export function form(words, question) {
  const said = make("p", { class: "notice danger", role: "alert", hidden: true });
  const submit = () => {
    const why = question.why();
    if (why !== null) {
      said.textContent = why;
      said.hidden = false;
      return;
    }
    close();
    void question.submit();
  };
  const yes = make(
    "button",
    { type: "button", class: "button primary", click: submit },
    make("kbd", {}, words.text("key.enter")),
    question.yes,
  );
  show(question.title, [...question.content, said, buttons(words, yes)], (event) => {
    if (event.key !== "Enter" || event.isComposing || event.target instanceof HTMLButtonElement) return;
    event.preventDefault();
    submit();
  });
}

/**
 * Minutes to choose from, for a pause.
 * @param {Words} words
 * @returns {{ element: HTMLElement, minutes: () => number | null }}
 */
export function minutesChoice(words) {
  const name = "pause-minutes";
  const labels = [0, 10, 20, 30, 60].map((minutes) => {
    const input = make("input", { type: "radio", name, value: String(minutes), checked: minutes === 0 });
    const text = minutes === 0 ? words.text("dialog.pause_unknown") : words.text("dialog.pause_minutes", { n: minutes });
    return make("label", {}, input, make("span", {}, text));
  });
  const element = make(
    "fieldset",
    { class: "segments" },
    make("legend", {}, words.text("dialog.pause_until")),
    ...labels,
  );
  return {
    element,
    minutes() {
      /** @type {HTMLInputElement | null} */
      const chosen = element.querySelector("input:checked");
      return Number(chosen?.value) || null;
    },
  };
}

/**
 * Asks where a ticket goes, and of several open items, which of them.
 * @param {Words} words
 * @param {string} number
 * @param {{ item: string, name: string }[]} items the open ones
 * @param {{ lines: { id: string, label: string }[], windows: { id: number, label: string }[] }} places
 * @param {(items: string[], to: { line: string } | { window: number }, note: string | null) => void} chosen no items: all of them
 */
export function askTransfer(words, number, items, places, chosen) {
  const target = make(
    "select",
    { size: "9", required: true, autofocus: true, "aria-label": words.text("dialog.transfer_target") },
    make(
      "optgroup",
      { label: words.text("dialog.transfer_lines") },
      ...places.lines.map((line) => make("option", { value: `line/${line.id}` }, line.label)),
    ),
    make(
      "optgroup",
      { label: words.text("dialog.transfer_windows") },
      ...places.windows.map((window) => make("option", { value: `window/${window.id}` }, window.label)),
    ),
  );
  const note = make("textarea", { rows: "2", maxlength: "500" });
  const ticks = items.map(({ item }) => make("input", { type: "checkbox", value: item, checked: true }));
  const whole = make("p", { class: "dialog-hint", hidden: true }, words.text("dialog.transfer_whole"));
  const which = make(
    "fieldset",
    { class: "which", hidden: items.length < 2 },
    make("legend", {}, words.text("dialog.transfer_items")),
    ...items.map(({ name }, at) => make("label", { class: "tick" }, /** @type {Node} */ (ticks[at]), make("span", {}, name))),
    whole,
  );
  // A window takes the ticket as it is: only a line can be for some of its items.
  target.addEventListener("change", () => {
    const isWindow = placeOf(target.value).kind === "window";
    whole.hidden = !isWindow;
    for (const tick of ticks) tick.disabled = isWindow;
  });
  const said = make("p", { class: "notice danger", role: "alert", hidden: true });
  const submit = () => {
    const { kind, id } = placeOf(target.value);
    const some = ticks.filter((tick) => tick.checked || kind === "window");
    if (kind === "" || some.length === 0) {
      said.textContent = words.text(kind === "" ? "dialog.transfer_none" : "dialog.transfer_no_item");
      said.hidden = false;
      (kind === "" ? target : ticks[0])?.focus();
      return;
    }
    close();
    const named = some.length === ticks.length ? [] : some.map((tick) => tick.value);
    chosen(named, kind === "line" ? { line: id } : { window: Number(id) }, note.value.trim() || null);
  };
  const yes = make(
    "button",
    { type: "button", class: "button primary", click: submit },
    make("kbd", {}, words.text("key.enter")),
    words.text("dialog.transfer_submit"),
  );
  const noteField = make("label", { class: "field" }, make("span", {}, words.text("dialog.transfer_note")), note);
  const content = [which, make("div", { class: "field" }, target), noteField, said, buttons(words, yes)];
  show(words.text("dialog.transfer_title", { number }), content, (event) => {
    if (event.key !== "Enter" || event.isComposing || event.target instanceof HTMLButtonElement) return;
    event.preventDefault();
    submit();
  });
}

/** @param {string} value of an option: `line/<id>` or `window/<number>`; empty if none is chosen */
function placeOf(value) {
  const at = Math.max(value.indexOf("/"), 0);
  return { kind: value.slice(0, at), id: value.slice(at + 1) };
}
