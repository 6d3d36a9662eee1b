// Words of the desk: the page brings its texts, this fills and formats them. No text of its own.

/** @typedef {import("../views.js").DeskPage} DeskPage */
/** @typedef {import("../views.js").TicketNumber} TicketNumber */

/** @param {TicketNumber} number */
export function numberText(number) {
  return number.prefix + String(number.number).padStart(3, "0");
}

/** A return code as people read it out: in two halves. @param {string} code */
export function codeText(code) {
  return `${code.slice(0, 5)}-${code.slice(5)}`;
}

/** @param {number} ms */
export function stopwatch(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const pad = (/** @type {number} */ n) => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const tail = `${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}

/**
 * @param {Pick<DeskPage, "texts" | "zone" | "language">} page
 */
export function words(page) {
  /**
   * A text by its key below `desk`, with its placeholders filled; the key itself if there is none.
   * @param {string} key
   * @param {Record<string, string | number>} [values]
   */
  function text(key, values = {}) {
    const found = page.texts[key] ?? key;
    return found.replace(/\{([a-z_]+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
  }

  return {
    text,
    /** @param {import("../views.js").Label} label */
    label: (label) => label[page.language],
    /**
     * How somebody is away: parked, or late by their own word.
     * @param {import("../views.js").DeskParked} parked
     */
    away: (parked) => text(parked.late ? "list.late" : `kind.${parked.kind}`),
    /**
     * How long, in words.
     * @param {number} ms
     */
    duration(ms) {
      const minutes = Math.floor(ms / 60_000);
      if (minutes < 1) return text("time.under_minute");
      if (minutes < 60) return text("time.minutes", { n: minutes });
      return text("time.hours", { h: Math.floor(minutes / 60), m: minutes % 60 });
    },
    /**
     * How long, for a narrow place.
     * @param {number} ms
     */
    brief: (ms) => text("time.brief", { n: Math.max(0, Math.floor(ms / 60_000)) }),
    /**
     * Time of day at the site, with the date if it is not of the same day.
     * @param {number} at UTC milliseconds
     * @param {number} now
     */
    moment(at, now) {
      const day = (/** @type {number} */ ms) => new Date(ms).toLocaleDateString("en-CA", { timeZone: page.zone });
      const [date, clock] = [day(at), this.clock(at)];
      return date === day(now) ? clock : `${date} ${clock}`;
    },
    /**
     * Time of day at the site.
     * @param {number} at UTC milliseconds
     */
    clock(at) {
      return new Date(at).toLocaleTimeString("en-GB", { timeZone: page.zone, hour: "2-digit", minute: "2-digit" });
    },
  };
}

/** @typedef {ReturnType<typeof words>} Words */
