// Results that can be collected: the supervisor puts their codes on the boards and takes them off.
import { make } from "../desk/dom.js";
import { form, leave } from "../desk/dialogs.js";

/** @typedef {import("../views.js").SupervisorView} SupervisorView */

/** How long a result is shown, minutes. */
const MINUTES = [60, 120, 240, 480];
/** What a code is made of; the server refuses others. */
const CODE = /^(?=.*\d)[A-Z0-9-]{2,8}$/;

/**
 * Asks for a code, and shows what is on the boards now.
 * @param {SupervisorView | null} view
 * @param {Pick<import("./actions.js").Parts, "words" | "phrases" | "act">} parts
 */
export function askReady(view, { words, phrases, act }) {
  const { text } = words;
  const code = make("input", { required: true, autofocus: true, maxlength: "8", autocomplete: "off", spellcheck: "false", id: "ready-code" });
  const windows = (view?.windows ?? []).map((window) =>
    make("option", { value: String(window.window) }, `${phrases.window(window.window)} · ${words.label(window.name)}`),
  );
  const target = make("select", { id: "ready-window" }, make("option", { value: "" }, text("ready.any_window")), ...windows);
  const minutes = make(
    "select",
    { id: "ready-minutes" },
    ...MINUTES.map((n) => make("option", { value: String(n), selected: n === 240 }, text("ready.hours", { n: n / 60 }))),
  );
  const typed = () => code.value.trim().toUpperCase();
  form(words, {
    title: text("ready.title"),
    content: [
      make("label", { class: "field" }, make("span", {}, text("ready.code")), code),
      make("label", { class: "field" }, make("span", {}, text("ready.window")), target),
      make("label", { class: "field" }, make("span", {}, text("ready.minutes")), minutes),
      make("p", { class: "dialog-hint" }, text("ready.hint")),
      ...shown(view, words, act),
    ],
    yes: text("do.ready"),
    why: () => (CODE.test(typed()) ? null : text("ready.bad_code")),
    submit() {
      const window = target.value === "" ? null : Number(target.value);
      act("ready", typed(), "/api/v1/ready", { code: typed(), window, minutes: Number(minutes.value) });
    },
  });
}

/**
 * What is on the boards now, each with a button that takes it off.
 * @param {SupervisorView | null} view
 * @param {import("../desk/words.js").Words} words
 * @param {import("./actions.js").Parts["act"]} act
 */
function shown(view, words, act) {
  const results = view?.ready ?? [];
  if (results.length === 0) return [];
  const rows = results.map((result) => {
    const label = words.text("do.collected");
    const click = () => {
      if (leave()) act("collected", result.code, `/api/v1/ready/${result.id}/collected`, null);
    };
    return make(
      "li",
      {},
      make("strong", {}, result.code),
      make("span", {}, words.text("ready.until", { time: words.clock(result.until) })),
      make("button", { type: "button", class: "button small", "aria-label": `${label} ${result.code}`, click }, label),
    );
  });
  return [make("h3", { class: "ready-title" }, words.text("ready.now")), make("ul", { class: "ready-list" }, ...rows)];
}
