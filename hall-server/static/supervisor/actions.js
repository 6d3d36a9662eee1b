// What a supervisor can do, and the questions before it. Every action is one request, sent until it is answered.
import { byId, make } from "../desk/dom.js";
import { choose, confirm, form, minutesChoice } from "../desk/dialogs.js";
import { askReady } from "./ready.js";

/** @typedef {import("../views.js").SupervisorView} SupervisorView */
/** @typedef {import("../views.js").SupervisorWindow} SupervisorWindow */
/** @typedef {import("../desk/words.js").Words} Words */
/** @typedef {import("./words.js").Phrases} Phrases */
/** @typedef {"direct" | "hold" | "extend" | "announce" | "ready" | "mute" | "confirm_clock"} ButtonName */

/** The panels, in the order of their keys. */
export const TABS = /** @type {const} */ (["hall", "devices", "ratings", "today"]);
/** Why a window is paused, in the order of the desk's own list. */
const REASONS = ["break", "meal", "meeting", "paperwork", "fault"];
/** How much longer a line stays open, minutes. */
const EXTEND_MINUTES = [30, 60, 90, 120, 180];
/** How long an announcement is shown, minutes. */
const NOTICE_MINUTES = [10, 30, 60, 120];
/** Longest announcement, characters; the server refuses more. */
const NOTICE_CHARS_MAX = 100;

/**
 * @typedef {object} Parts
 * @property {() => SupervisorView | null} view
 * @property {Words} words
 * @property {Phrases} phrases
 * @property {(action: string, about: string, url: string, body: object | null) => void} act
 * @property {(number: string) => Promise<number | null>} find the ticket of a number; none was told already
 * @property {() => boolean} isReady
 * @property {() => number} now
 * @property {{ id: string, name: string }[]} clerks whom a window can be opened for
 */

/** @param {Parts} parts */
export function actions({ view, words, phrases, act, find, isReady, now, clerks }) {
  const { text } = words;

  /** @param {SupervisorWindow} window */
  function hold(window) {
    const title = text("ask.hold_title", { window: phrases.window(window.window) });
    const minutes = minutesChoice(words);
    const options = REASONS.map((reason, at) => ({
      key: String(at + 1),
      title: text(`reason.${reason}`),
      pick() {
        const chosen = minutes.minutes();
        const until = chosen === null ? null : Math.round(now()) + chosen * 60_000;
        act("hold", phrases.window(window.window), `/api/v1/windows/${window.window}/hold`, { reason, until });
      },
    }));
    choose(words, { title, options, more: minutes.element });
  }

  /** @param {SupervisorWindow} window */
  const release = (window) =>
    act("release", phrases.window(window.window), `/api/v1/windows/${window.window}/release`, null);

  /** A closed window, for a clerk who is at none. @param {SupervisorWindow} window */
  function open(window) {
    const busy = new Set((view()?.windows ?? []).map((other) => other.clerk));
    const free = clerks.filter((clerk) => !busy.has(clerk.id));
    const target = make(
      "select",
      { required: true, autofocus: true, id: "open-clerk" },
      ...free.map((clerk) => make("option", { value: clerk.id }, clerk.name)),
    );
    form(words, {
      title: text("ask.open_title", { window: phrases.window(window.window) }),
      content: [
        make("label", { class: "field" }, make("span", {}, text("ask.open_clerk")), target),
        make("p", { class: "dialog-hint" }, text("ask.open_hint")),
      ],
      yes: text("do.open"),
      why: () => (target.value === "" ? text("ask.open_none") : null),
      async submit() {
        act("open", phrases.window(window.window), `/api/v1/windows/${window.window}/open-for`, { clerk: target.value });
      },
    });
  }

  /** @param {SupervisorWindow | null} given */
  function direct(given) {
    const number = make("input", { required: true, autofocus: true, maxlength: "8", autocomplete: "off", spellcheck: "false", id: "direct-number" });
    const windows = (view()?.windows ?? []).filter((window) => window.state.mode !== "closed");
    const target = make(
      "select",
      { required: true, id: "direct-window" },
      ...windows.map((window) =>
        make(
          "option",
          { value: String(window.window), selected: given?.window === window.window },
          `${phrases.window(window.window)} · ${words.label(window.name)}`,
        ),
      ),
    );
    form(words, {
      title: text("ask.direct_title"),
      content: [
        make("label", { class: "field" }, make("span", {}, text("ask.direct_number")), number),
        make("label", { class: "field" }, make("span", {}, text("ask.direct_window")), target),
        make("p", { class: "dialog-hint" }, text("ask.direct_hint")),
      ],
      yes: text("do.direct"),
      why: () => (number.value.trim() === "" ? text("ask.direct_empty") : target.value === "" ? text("ask.direct_none") : null),
      async submit() {
        const typed = number.value.trim().toUpperCase();
        const window = Number(target.value);
        const ticket = await find(typed);
        if (ticket !== null) act("direct", typed, `/api/v1/tickets/${ticket}/direct`, { window });
      },
    });
  }

  /** Lines go on for a while after their hours, or end by them again. */
  function extend() {
    const lines = view()?.lines ?? [];
    const target = make(
      "select",
      { required: true, autofocus: true, size: "8", id: "extend-line", "aria-label": text("lines.line") },
      ...lines.map((line, at) => {
        const label = `${line.prefix} · ${words.label(line.name)} · ${phrases.lineState(line).text}`;
        return make("option", { value: line.line, selected: at === 0 }, label);
      }),
    );
    const minutes = make(
      "select",
      { id: "extend-minutes" },
      ...EXTEND_MINUTES.map((n) => make("option", { value: String(n) }, text("ask.extend_by", { n }))),
      make("option", { value: "0" }, text("ask.extend_end")),
    );
    form(words, {
      title: text("ask.extend_title"),
      content: [
        make("div", { class: "field" }, target),
        make("label", { class: "field" }, make("span", {}, text("ask.extend_minutes")), minutes),
        make("p", { class: "dialog-hint" }, text("ask.extend_hint")),
      ],
      yes: text("do.extend"),
      why: () => (target.value === "" ? text("ask.extend_none") : null),
      async submit() {
        const line = lines.find((known) => known.line === target.value);
        if (!line) return;
        const more = Number(minutes.value) * 60_000;
        const ends = line.opening.state === "open" ? Math.max(line.opening.until, now()) : now();
        const until = more === 0 ? null : Math.round(ends + more);
        act(until === null ? "extend_end" : "extend", phrases.line(line.line), `/api/v1/lines/${encodeURIComponent(line.line)}/extend`, { until });
      },
    });
  }

  /**
   * Which lines a window serves for the rest of the day: none, first, or when its own are empty.
   * @param {SupervisorWindow} window
   */
  function assign(window) {
    const rows = (view()?.lines ?? []).map((line) => {
      const now = window.own.includes(line.line) ? "own" : window.helps.includes(line.line) ? "helps" : "no";
      const radios = ["own", "helps", "no"].map((tier) => {
        const input = make("input", { type: "radio", name: `tier-${line.line}`, value: tier, checked: tier === now });
        return make("label", {}, input, make("span", {}, text(`tier.${tier}`)));
      });
      const legend = make("legend", {}, `${line.prefix} · ${words.label(line.name)}`);
      return make("fieldset", { class: "segments tier", "data-line": line.line }, legend, ...radios);
    });
    const chosen = (/** @type {string} */ tier) =>
      rows.filter((row) => row.querySelector("input:checked")?.getAttribute("value") === tier).map((row) => row.dataset.line ?? "");
    form(words, {
      title: text("ask.assign_title", { window: phrases.window(window.window) }),
      content: [make("div", { class: "tiers", tabindex: "0", role: "region", "aria-label": text("lines.heading") }, ...rows)],
      yes: text("do.assign"),
      why: () => (chosen("own").length + chosen("helps").length === 0 ? text("ask.assign_none") : null),
      async submit() {
        const body = { own: chosen("own"), helps: chosen("helps") };
        act("assign", phrases.window(window.window), `/api/v1/windows/${window.window}/lines`, body);
      },
    });
  }

  function announce() {
    const area = (/** @type {string} */ lang, /** @type {boolean} */ first) =>
      make("textarea", { rows: "2", maxlength: String(NOTICE_CHARS_MAX), lang, autofocus: first, id: `notice-${lang}` });
    const [zh, en] = [area("zh", true), area("en", false)];
    const minutes = make(
      "select",
      { id: "notice-minutes" },
      ...NOTICE_MINUTES.map((n) => make("option", { value: String(n) }, text("dialog.pause_minutes", { n }))),
    );
    const plain = (/** @type {HTMLTextAreaElement} */ field) => field.value.replace(/\s+/g, " ").trim();
    form(words, {
      title: text("ask.announce_title"),
      content: [
        make("label", { class: "field" }, make("span", {}, text("ask.announce_zh")), zh),
        make("label", { class: "field" }, make("span", {}, text("ask.announce_en")), en),
        make("label", { class: "field" }, make("span", {}, text("ask.announce_minutes")), minutes),
      ],
      yes: text("do.announce"),
      why: () => (plain(zh) === "" || plain(en) === "" ? text("ask.announce_empty") : null),
      async submit() {
        act("announce", "", "/api/v1/notices", { text: { zh: plain(zh), en: plain(en) }, minutes: Number(minutes.value) });
      },
    });
  }

  function chooseHold() {
    const open = (view()?.windows ?? []).filter((window) => window.state.mode !== "closed");
    const target = make(
      "select",
      { required: true, autofocus: true, size: "8", id: "hold-window", "aria-label": text("ask.direct_window") },
      ...open.map((window, at) => {
        const label = `${phrases.window(window.window)} · ${words.label(window.name)} · ${phrases.windowState(window, now())}`;
        return make("option", { value: String(window.window), selected: at === 0 }, label);
      }),
    );
    form(words, {
      title: text("ask.choose_title"),
      content: [make("div", { class: "field" }, target)],
      yes: text("ask.choose_go"),
      why: () => (target.value === "" ? text("ask.direct_none") : null),
      async submit() {
        const window = view()?.windows.find((known) => known.window === Number(target.value));
        if (window?.state.mode === "paused") release(window);
        else if (window) hold(window);
      },
    });
  }

  const isMuted = () => (view()?.voice_muted_since ?? null) !== null;

  /** The voice of the whole hall. Silence is asked about: whoever does not see the screens hears nothing then. */
  function mute() {
    if (isMuted()) return act("unmute", "", "/api/v1/voice/unmute", null);
    const body = [make("p", {}, text("ask.mute_text")), make("p", {}, text("ask.mute_hint"))];
    const question = { title: text("ask.mute_title"), body, yes: text("do.mute"), again: "V", keyName: "V" };
    confirm(words, question, () => act("mute", "", "/api/v1/voice/mute", null));
  }

  const all = {
    /** What a button does now. @param {ButtonName} name */
    label: (name) => text(name === "mute" && isMuted() ? "do.unmute" : `do.${name}`),
    /** Why a button rests; null if it may be pressed. @param {ButtonName} name */
    why(name) {
      if (!isReady()) return "";
      if (name === "confirm_clock") return view()?.clock_held ? null : text("why_not.clock");
      const anyOpen = (view()?.windows ?? []).some((window) => window.state.mode !== "closed");
      return ["announce", "ready", "extend", "mute"].includes(name) || anyOpen ? null : text("why_not.no_window");
    },
    /** @param {ButtonName} name */
    press(name) {
      if (all.why(name) !== null) return;
      if (name === "direct") direct(null);
      else if (name === "hold") chooseHold();
      else if (name === "extend") extend();
      else if (name === "announce") announce();
      else if (name === "mute") mute();
      else if (name === "ready") askReady(view(), { words, phrases, act });
      else {
        const question = { title: text("ask.clock_title"), body: [make("p", {}, text("ask.clock_text"))], yes: text("do.confirm_clock"), again: "K", keyName: "K" };
        confirm(words, question, () => act("confirm_clock", "", "/api/v1/clock/confirm", null));
      }
    },
    /** What can be done with a window. @param {SupervisorWindow} window */
    window(window) {
      if (!isReady()) return;
      const closed = window.state.mode === "closed" ? text("why_not.closed") : undefined;
      const isPaused = window.state.mode === "paused";
      const holding = closed !== undefined
        ? { key: "1", title: text("do.open"), why: undefined, pick: () => open(window) }
        : isPaused
        ? { key: "1", title: text("do.release"), why: undefined, pick: () => release(window) }
        : { key: "1", title: text("do.hold_this"), why: undefined, pick: () => hold(window) };
      const directing = { key: "2", title: text("do.direct"), why: closed, pick: () => direct(window) };
      const assigning = { key: "3", title: text("do.assign"), hint: text("ask.assign_hint"), pick: () => assign(window) };
      const lines = (/** @type {string[]} */ ids) => ids.map(phrases.line).join(text("choose_comma"));
      const about = [
        phrases.windowState(window, now()),
        window.since === null ? "" : text("ask.since", { time: words.clock(window.since) }),
        text("ask.waiting", { n: window.waiting }),
        window.own.length > 0 ? text("ask.own", { lines: lines(window.own) }) : "",
        window.helps.length > 0 ? text("ask.helps", { lines: lines(window.helps) }) : "",
      ];
      const title = `${phrases.window(window.window)} · ${words.label(window.name)}`;
      choose(words, { title, text: about.filter(Boolean).join(" · "), options: [holding, directing, assigning] });
    },
    /** @param {string} device */
    testPage: (device) => act("test", device, `/api/v1/printers/${encodeURIComponent(device)}/test`, { english: document.documentElement.lang === "en" }),
    /** @param {string} device */
    clear(device) {
      const question = {
        title: text("ask.clear_title", { device }), body: [make("p", {}, text("ask.clear_text"))], yes: text("do.clear"), again: "C", keyName: "C", danger: true,
      };
      confirm(words, question, () => act("clear", device, `/api/v1/printers/${encodeURIComponent(device)}/clear`, null));
    },
    /**
     * @param {number} job
     * @param {string} number
     */
    reprint: (job, number) => act("reprint", number, `/api/v1/print-jobs/${job}/reprint`, {}),
    /** @param {number} notice */
    withdraw: (notice) => act("withdraw", "", `/api/v1/notices/${notice}/withdraw`, null),
    /** @param {typeof TABS[number]} name */
    tab(name) {
      for (const each of TABS) {
        byId(each).hidden = each !== name;
        byId(`tab-${each}`).setAttribute("aria-selected", String(each === name));
      }
    },
  };
  return all;
}

/** @typedef {ReturnType<typeof actions>} Actions */
