// Words of the supervisor's page that need more than one text: alarms, states, times.
import { numberText } from "../desk/words.js";

/** @typedef {import("../views.js").SupervisorPage} SupervisorPage */
/** @typedef {import("../views.js").SupervisorView} SupervisorView */
/** @typedef {import("../views.js").SupervisorWindow} SupervisorWindow */
/** @typedef {import("../views.js").SupervisorLine} SupervisorLine */
/** @typedef {import("../views.js").Alarm} Alarm */
/** @typedef {import("../desk/words.js").Words} Words */

/** What happens now rather than soon. */
const DANGER = new Set(["clock_held", "line_unserved", "print_uncertain", "certificates_closed", "records_away", "copies_uncertain"]);
/** Printers that still print. */
const PRINTS = new Set(["ok", "near_end", "unknown"]);
/** Printers of certificates that still print. */
const OFFICE_PRINTS = new Set(["ready", "busy", "paper_low", "toner_low"]);

/**
 * @param {SupervisorPage} page
 * @param {Words} words
 */
export function phrases(page, words) {
  const { text, duration } = words;
  const line = (/** @type {string} */ id) => page.lines[id] ?? id;
  const window = (/** @type {number} */ id) => text("window", { n: id });
  const ago = (/** @type {number | null} */ since, /** @type {number} */ now) => (since === null ? "" : duration(now - since));

  /** How long in as few letters as can be. @param {number | null} since @param {number} now */
  function brief(since, now) {
    if (since === null) return "";
    const minutes = Math.floor((now - since) / 60_000);
    if (minutes < 1) return text("brief.under_minute");
    return minutes < 60 ? text("brief.minutes", { n: minutes }) : text("brief.hours", { h: Math.floor(minutes / 60), m: minutes % 60 });
  }

  return {
    brief,
    line,
    window,
    ago,
    /** What a printer said, in words if it is one of the driver's. @param {string | null | undefined} detail */
    detail: (detail) => page.texts[`${detail}.name`] ?? detail ?? "",
    /** The same of a printer of certificates. @param {string | null | undefined} detail */
    officeDetail: (detail) => page.texts[`office.${detail}`] ?? detail ?? "",
    /** What to do about it. @param {string | null | undefined} detail */
    advice: (detail) => page.texts[`${detail}.advice`] ?? "",
    /**
     * @param {Alarm} alarm
     * @param {number} now
     */
    alarm(alarm, now) {
      switch (alarm.kind) {
        case "clock_held": return text("alarm.clock_held");
        case "voice_muted": return text("alarm.voice_muted", { time: words.clock(alarm.since) });
        case "line_unserved": return text("alarm.line_unserved", { line: line(alarm.line), n: alarm.waiting });
        case "line_long": return text("alarm.line_long", { line: line(alarm.line), n: alarm.waiting });
        case "wait_long": return text("alarm.wait_long", { line: line(alarm.line), time: ago(alarm.since, now) });
        case "window_idle":
          return text("alarm.window_idle", { window: window(alarm.window), n: alarm.waiting, time: ago(alarm.since, now) });
        case "printer": return text("alarm.printer", { device: alarm.device, state: text(`printer.${alarm.state}`) });
        case "print_uncertain": return text("alarm.print_uncertain", { device: alarm.device, n: alarm.jobs });
        case "certificates_closed": return text("alarm.certificates_closed", { reason: alarm.reason });
        case "records_away": return text("alarm.records_away", { time: words.moment(alarm.since, now) });
        case "signing_key_ends": return text("alarm.signing_key_ends", { time: words.moment(alarm.at, now) });
        case "office_printer": return text("alarm.office_printer", { device: alarm.device, state: text(`office.${alarm.state}`) });
        case "copies_uncertain": return text("alarm.copies_uncertain", { device: alarm.device, n: alarm.copies });
        case "device_away":
          return alarm.since === null
            ? text("alarm.device_never", { device: alarm.device })
            : text("alarm.device_away", { device: alarm.device, time: ago(alarm.since, now) });
      }
    },
    /** @param {Alarm} alarm @returns {"danger" | "warning"} */
    alarmTone: (alarm) =>
      DANGER.has(alarm.kind)
        || (alarm.kind === "printer" && !PRINTS.has(alarm.state))
        || (alarm.kind === "office_printer" && !OFFICE_PRINTS.has(alarm.state)) ? "danger" : "warning",
    /** @param {string | null} state @returns {"danger" | "warning" | "ok" | ""} */
    officeTone: (state) =>
      (state === null ? "" : !OFFICE_PRINTS.has(state) ? "danger" : state === "paper_low" || state === "toner_low" ? "warning" : "ok"),
    /** @param {import("../views.js").PrinterState} state @returns {"danger" | "warning" | "ok" | ""} */
    printerTone: (state) => (state === "ok" ? "ok" : state === "near_end" ? "warning" : state === "unknown" ? "" : "danger"),
    /** What a window is doing. @param {SupervisorWindow} window @returns {"serving" | "called" | "free" | "paused" | "closed"} */
    doing: ({ state, call }) => (call ? (call.serving ? "serving" : "called") : state.mode === "open" ? "free" : state.mode),
    /**
     * @param {SupervisorWindow} window
     * @param {number} now
     */
    windowState(window, now) {
      const { state, call } = window;
      if (call) {
        const time = brief(call.at, now);
        return text(call.serving ? "windows.serving" : "windows.called", { time });
      }
      if (state.mode === "paused") {
        const reason = text(`reason.${state.reason}`);
        return state.until === null ? text("windows.paused", { reason }) : text("windows.paused_until", { reason, time: words.clock(state.until) });
      }
      if (state.mode === "closed") return text("windows.closed");
      return window.free_since === null ? text("windows.free") : text("windows.free_since", { time: brief(window.free_since, now) });
    },
    /**
     * @param {SupervisorLine} line
     * @returns {{ text: string, tone: "danger" | "" }}
     */
    lineState(line) {
      const { opening } = line;
      if (opening.state === "closed") {
        const closed = opening.opens_at === null ? text("lines.closed") : text("lines.opens", { time: words.clock(opening.opens_at) });
        return { text: closed, tone: "" };
      }
      if (!line.served) return { text: text("lines.unserved"), tone: line.waiting > 0 ? "danger" : "" };
      if (line.full) return { text: text("lines.full"), tone: "danger" };
      if (line.closing) return { text: text("lines.closing"), tone: "danger" };
      if (line.extended_until !== null) return { text: text("lines.extended", { time: words.clock(line.extended_until) }), tone: "" };
      return { text: line.closes_soon ? text("lines.closes_soon") : text("lines.open"), tone: "" };
    },
    /** @param {{ from_minutes: number, to_minutes: number } | null} wait */
    wait: (wait) => (wait === null ? text("lines.unknown") : text("lines.minutes", { from: wait.from_minutes, to: wait.to_minutes })),
    /** What somebody did. @param {import("../views.js").Deed} deed */
    deed(deed) {
      const key = `today.${deed.action}`;
      const values = {
        window: deed.window === null ? "" : window(deed.window),
        line: deed.line === null ? "" : line(deed.line),
        number: deed.number === null ? "" : numberText(deed.number),
        about: deed.about ?? "",
        action: deed.action,
      };
      return text(page.texts[key] === undefined ? "today.other" : key, values).trim();
    },
    number: numberText,
  };
}

/** @typedef {ReturnType<typeof phrases>} Phrases */
