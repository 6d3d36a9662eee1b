// Draws the supervisor's page from its view. Decides nothing.
import { byId, make, refill, setText } from "../desk/dom.js";
import { drawRatings } from "./ratings.js";

/** @typedef {import("../views.js").SupervisorView} SupervisorView */
/** @typedef {import("../views.js").SupervisorWindow} SupervisorWindow */
/** @typedef {import("../views.js").DeviceStatus} DeviceStatus */
/** @typedef {import("../views.js").PrinterStatus} PrinterStatus */
/** @typedef {import("../desk/words.js").Words} Words */
/** @typedef {import("./words.js").Phrases} Phrases */
/** @typedef {import("./actions.js").Actions} Actions */
/** @typedef {{ view: SupervisorView, now: number, words: Words, phrases: Phrases, actions: Actions }} Scene */

/** @param {Scene} scene */
export function draw(scene) {
  const minute = Math.floor(scene.now / 60_000);
  drawAlarms(scene, minute);
  drawWindows(scene, minute);
  drawLines(scene, minute);
  drawPrinters(scene, minute);
  drawDevices(scene, minute);
  drawNotices(scene);
  drawRatings(scene);
  drawDeeds(scene);
}

/**
 * @param {Scene} scene
 * @param {number} minute
 */
function drawAlarms({ view, now, words, phrases }, minute) {
  refill(byId("alarms"), [view.alarms, minute], () =>
    view.alarms.length === 0
      ? [make("li", { class: "alarm", "data-tone": "ok" }, words.text("alarm.none"))]
      : view.alarms.map((alarm) => {
          const mark = make("i", { "aria-hidden": "true" }, "!");
          return make("li", { class: "alarm", "data-tone": phrases.alarmTone(alarm) }, mark, phrases.alarm(alarm, now));
        }),
  );
}

/**
 * @param {Scene} scene
 * @param {number} minute
 */
function drawWindows(scene, minute) {
  const { view, words } = scene;
  const open = view.windows.filter((window) => window.state.mode !== "closed").length;
  setText(byId("hall-count"), words.text("windows.count", { n: open }));
  refill(byId("windows"), [view.windows, minute], () => view.windows.map((window) => make("li", {}, tile(scene, window))));
}

/**
 * @param {Scene} scene
 * @param {SupervisorWindow} window
 */
function tile({ now, words, phrases, actions }, window) {
  const number = window.call ? phrases.number(window.call.number) : "";
  const state = phrases.windowState(window, now);
  const who = window.state.mode === "closed" ? "" : (window.clerk_name ?? words.text("windows.somebody"));
  const name = words.label(window.name);
  const label = [phrases.window(window.window), name, who, number, state].filter(Boolean).join(", ");
  return make(
    "button",
    {
      type: "button", class: "tile", "data-state": phrases.doing(window), "data-focus": `window-${window.window}`,
      "data-window": String(window.window), title: label, click: () => actions.window(window),
    },
    make("span", { class: "visually-hidden" }, phrases.window(window.window)),
    make(
      "span",
      { class: "tile-head" },
      make("b", { class: "tile-number", "aria-hidden": "true" }, String(window.window)),
      make("b", { class: "tile-ticket" }, number),
    ),
    make("span", { class: "tile-who" }, who || name),
    make("span", { class: "tile-state" }, state),
  );
}

/**
 * @param {Scene} scene
 * @param {number} minute
 */
function drawLines({ view, now, words, phrases }, minute) {
  refill(byId("lines"), [view.lines, minute], () =>
    view.lines.map((line) => {
      const state = phrases.lineState(line);
      const figure = (/** @type {string} */ content) => make("td", { class: "figure" }, content);
      const attributes = { "data-line": line.line, "data-tone": state.tone, "data-empty": String(line.waiting === 0) };
      return make(
        "tr",
        attributes,
        make("th", { scope: "row", title: words.label(line.name) }, `${line.prefix} · ${words.label(line.name)}`),
        figure(String(line.waiting)),
        figure(phrases.brief(line.longest, now)),
        figure(phrases.wait(line.wait)),
        figure(String(line.windows)),
        make("td", { title: state.text }, state.text),
      );
    }),
  );
}

/**
 * @param {Scene} scene
 * @param {number} minute
 */
function drawPrinters(scene, minute) {
  const { view, words } = scene;
  const printers = view.devices.filter((device) => device.printer !== null || device.kind === "kiosk");
  refill(byId("printers"), [printers, minute], () =>
    printers.length === 0 ? [make("p", { class: "none" }, words.text("printers.none"))] : printers.map((device) => printerCard(scene, device)),
  );
}

/**
 * @param {Scene} scene
 * @param {DeviceStatus} device
 */
function printerCard({ now, words, phrases, actions }, device) {
  const name = device.device;
  const status = device.printer;
  const state = device.connected ? (status?.state ?? "unknown") : "gone";
  const tone = device.connected ? phrases.printerTone(status?.state ?? "unknown") : "danger";
  const since = device.connected ? (status?.since ?? null) : device.since;
  const parts = [
    make("header", {}, make("h3", {}, name), make("span", { class: "pill", "data-tone": tone }, words.text(`printer.${state}`))),
    make("p", { class: "todo" }, words.text(`printer_do.${state}`)),
  ];
  const about = [since === null ? "" : words.text("printers.since", { time: phrases.ago(since, now) }), phrases.detail(status?.detail)].filter(Boolean);
  if (about.length > 0) parts.push(make("p", { class: "about" }, about.join(" · ")));
  const advice = phrases.advice(status?.detail);
  if (advice !== "") parts.push(make("p", { class: "about" }, advice));
  if (status && status.uncertain.length > 0) {
    const rows = status.uncertain.map((job) => {
      const number = phrases.number(job.number);
      const label = words.text("do.reprint");
      const why = [words.text(`printers.${job.outcome}`), words.clock(job.at), phrases.detail(job.detail)].filter(Boolean).join(" · ");
      const attributes = {
        type: "button", class: "button small", "aria-label": `${label} ${number}`, "data-focus": `reprint-${job.job}`,
        click: () => actions.reprint(job.job, number),
      };
      return make("li", {}, make("strong", {}, number), make("span", {}, why), make("button", attributes, label));
    });
    parts.push(make("h4", {}, words.text("printers.uncertain")), make("ul", {}, ...rows));
  }
  if (status && status.queue.length > 0) {
    const rows = status.queue.map((job) => {
      const what = job.clears ? words.text("do.clear") : job.number ? phrases.number(job.number) : words.text("do.test");
      return make("li", {}, make("strong", {}, what), make("span", {}, words.text("printers.ordered", { time: words.clock(job.at) })));
    });
    parts.push(make("h4", {}, words.text("printers.queue")), make("ul", {}, ...rows));
  }
  const button = (/** @type {"test" | "clear"} */ what, /** @type {() => void} */ click) => {
    const label = words.text(`do.${what}`);
    return make("button", { type: "button", class: "button small", "aria-label": `${label} ${name}`, "data-focus": `${what}-${name}`, click }, label);
  };
  parts.push(make("p", { class: "orders" }, button("test", () => actions.testPage(name)), button("clear", () => actions.clear(name))));
  if (device.office_printer) parts.push(...officePrinter({ now, words, phrases }, device.office_printer));
  return make("article", { class: "printer", "data-device": name, "data-state": state }, ...parts);
}

/**
 * @param {Scene} scene
 * @param {number} minute
 */
function drawDevices({ view, now, words, phrases }, minute) {
  const away = view.devices.filter((device) => !device.connected).length;
  setText(byId("device-count"), away === 0 ? "" : words.text("device.count", { n: away }));
  refill(byId("device-list"), [view.devices, minute], () =>
    view.devices.map((device) => {
      const time = phrases.ago(device.since, now);
      const state = device.connected ? "device.connected" : device.since === null ? "device.never" : "device.away";
      return make(
        "tr",
        { "data-device": device.device, "data-tone": device.connected ? "" : "danger" },
        make("th", { scope: "row" }, device.device),
        make("td", {}, words.text(`device.kind_${device.kind}`)),
        make("td", {}, words.text(state, { time })),
      );
    }),
  );
}

/** @param {Scene} scene */
function drawDeeds({ view, words, phrases }) {
  refill(byId("deed-list"), view.deeds, () =>
    view.deeds.length === 0
      ? [make("tr", {}, make("td", { colspan: "3", class: "none" }, words.text("today.none")))]
      : view.deeds.map((deed) =>
          make(
            "tr",
            { "data-deed": deed.action },
            make("td", { class: "figure" }, words.clock(deed.at)),
            make("th", { scope: "row" }, deed.staff_name ?? words.text("today.somebody")),
            make("td", {}, phrases.deed(deed)),
          ),
        ),
  );
}

/** @param {Scene} scene */
function drawNotices({ view, words, actions }) {
  const latest = view.notices[0];
  refill(byId("notices"), latest ?? null, () => {
    if (!latest) return [];
    const text = `${words.text("notice.now")} ${words.label(latest.text)} · ${words.text("notice.until", { time: words.clock(latest.until) })}`;
    const end = make(
      "button",
      { type: "button", class: "button small", "data-focus": "withdraw", click: () => actions.withdraw(latest.id) },
      words.text("do.withdraw"),
    );
    return [make("span", { title: text }, text), end];
  });
}

/**
 * The printer of certificates beside that of receipts.
 * @param {Pick<Scene, "now" | "words" | "phrases">} scene
 * @param {import("../views.js").OfficePrinterStatus} status
 */
function officePrinter({ now, words, phrases }, status) {
  const pill = status.state === null
    ? []
    : [make("span", { class: "pill", "data-tone": phrases.officeTone(status.state) }, words.text(`office.${status.state}`))];
  /** @type {HTMLElement[]} */
  const parts = [make("h4", { class: "office" }, words.text("printers.office"), ...pill)];
  const about = [
    status.since === null ? "" : words.text("printers.since", { time: phrases.ago(status.since, now) }),
    phrases.officeDetail(status.detail),
    status.queue > 0 ? words.text("printers.office_queue", { n: status.queue }) : "",
  ].filter(Boolean);
  if (about.length > 0) parts.push(make("p", { class: "about" }, about.join(" · ")));
  if (status.uncertain.length > 0) {
    const rows = status.uncertain.map((copy) => {
      const why = [words.text("printers.unknown"), words.moment(copy.at, now), phrases.officeDetail(copy.detail)].filter(Boolean).join(" · ");
      return make("li", {}, make("strong", {}, copy.number), make("span", {}, why));
    });
    parts.push(make("ul", {}, ...rows), make("a", { class: "button small", href: "/ledger" }, words.text("printers.to_ledger")));
  }
  return parts;
}
