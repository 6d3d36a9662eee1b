// The rating on the phone page: a face, reasons that fit it, parts by themselves, words of one's own. Sent once, until the server answers.
import { newKey, send } from "../send.js";

const form = /** @type {HTMLFormElement} */ (document.getElementById("rate"));
const more = /** @type {HTMLElement} */ (document.getElementById("rate-more"));
const said = /** @type {HTMLElement} */ (document.getElementById("rate-said"));
const legend = /** @type {HTMLElement} */ (document.getElementById("rate-legend"));
const submit = /** @type {HTMLButtonElement} */ (document.getElementById("rate-submit"));
const PARTS = ["efficiency", "competence", "attitude"];
const language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";

/**
 * @param {string | undefined} text
 * @param {"calm" | "warning" | "danger"} [tone]
 */
function say(text, tone = "calm") {
  said.hidden = !text;
  said.className = `notice ${tone}`;
  said.textContent = text ?? "";
}

/** A face was chosen: what may be added to it. */
function choose() {
  const level = String(new FormData(form).get("level") ?? "");
  more.hidden = level === "";
  legend.textContent = (Number(level) >= 4 ? legend.dataset.praise : legend.dataset.complaint) ?? "";
  for (const label of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-levels]"))) {
    const fits = (label.dataset.levels ?? "").split(" ").includes(level);
    label.hidden = !fits;
    const box = /** @type {HTMLInputElement} */ (label.querySelector("input"));
    if (!fits) box.checked = false;
  }
}

/** Shows that the visit is rated. */
function done() {
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-when="can_rate"]'))) part.hidden = true;
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-when="rated"]'))) part.hidden = false;
}

/** The key is made with the intent: another one when what is said has changed. */
let intent = { body: "", key: "" };

form.addEventListener("change", choose);
// Nobody has to rate a part: a second tap on what was chosen takes it back.
for (const part of form.querySelectorAll(".part")) {
  /** @type {EventTarget | null} */
  let chosen = null;
  part.addEventListener("click", ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return;
    if (chosen === target) target.checked = false;
    chosen = chosen === target ? null : target;
  });
}
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (submit.disabled) return;
  const data = new FormData(form);
  const comment = String(data.get("comment") ?? "").trim();
  const parts = Object.fromEntries(PARTS.filter((part) => data.has(part)).map((part) => [part, Number(data.get(part))]));
  const body = { level: Number(data.get("level")), ...parts, reasons: data.getAll("reason").map(String), ...(comment && { comment }) };
  const text = JSON.stringify(body);
  if (intent.body !== text) intent = { body: text, key: newKey() };
  submit.disabled = true;
  say(said.dataset.sending);
  const answer = await send(form.dataset.post ?? "", body, intent.key, {
    onRetry: () => say(said.dataset.retrying, "warning"),
  });
  submit.disabled = false;
  if (answer?.ok || answer?.problem?.code === "evaluation_given") {
    say(undefined);
    done();
  } else {
    say(answer?.problem?.text?.[language] ?? said.dataset.failed, "danger");
  }
});
choose();
