// The statistics page: the server has written every number, this draws two charts of them and helps with the form.
import { wireSignOut } from "../sign_out.js";

/** Height of the text in charts, pixels. */
const TEXT_PX = 13;
/** More bars than this have no room for a name each: the library leaves some out. */
const TURNED_FROM = 9;

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
/** @type {import("../views.js").StatisticsPage} */
const page = JSON.parse(byId("page").textContent ?? "");
const theme = getComputedStyle(document.documentElement);
/** @param {string} token */
const colour = (token) => theme.getPropertyValue(`--${token}`).trim();
const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;

/** A name that is cut where it would push the bars off the chart. @param {string} name */
const short = (name) => (name.length > 16 ? `${name.slice(0, 15)}…` : name);

/** @param {import("../views.js").StatisticsPage["charts"][number]} chart */
function draw({ name, series }) {
  const canvas = /** @type {HTMLCanvasElement} */ (byId(`chart-${name}`));
  const colours = [colour("brand"), colour(name === "visitors" ? "ok" : "accent")];
  return new Chart(canvas, {
    type: "bar",
    data: {
      labels: page.labels,
      datasets: series.map((one, at) => ({
        label: one.label, data: one.values, backgroundColor: colours[at], borderRadius: 3, maxBarThickness: 28,
      })),
    },
    options: {
      animation: isCalm ? false : { duration: 200 },
      responsive: true,
      maintainAspectRatio: false,
      interaction: { mode: "index", intersect: false },
      plugins: {
        legend: { align: "end", labels: { color: colour("ink"), boxWidth: 12, boxHeight: 12 } },
        tooltip: { backgroundColor: colour("ink"), titleColor: colour("on-strong"), bodyColor: colour("on-strong") },
      },
      scales: {
        x: {
          grid: { display: false },
          ticks: {
            color: colour("ink-soft"), maxRotation: page.labels.length >= TURNED_FROM ? 50 : 0,
            callback: (/** @type {any} */ _value, /** @type {number} */ at) => short(page.labels[at] ?? ""),
          },
        },
        y: { beginAtZero: true, grid: { color: colour("line") }, ticks: { color: colour("ink-soft"), maxTicksLimit: 6 } },
      },
    },
  });
}

Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
Chart.defaults.font.size = TEXT_PX;
const charts = page.charts.map(draw);
// Paper has another width than the screen.
addEventListener("beforeprint", () => charts.forEach((chart) => chart.resize()));
addEventListener("afterprint", () => charts.forEach((chart) => chart.resize()));

const period = /** @type {HTMLSelectElement} */ (byId("period"));
const days = ["from", "to"].map((id) => /** @type {HTMLInputElement} */ (byId(id)));
days.forEach((day) => day.addEventListener("input", () => {
  period.value = "";
}));
const print = byId("print");
print.hidden = false;
print.addEventListener("click", () => window.print());
wireSignOut();
