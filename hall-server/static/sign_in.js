// Signing in: the form becomes a request, the answer a session cookie.
import { newKey, send } from "./send.js";

const form = /** @type {HTMLFormElement} */ (document.getElementById("sign-in"));
const user = /** @type {HTMLInputElement} */ (document.getElementById("user"));
const password = /** @type {HTMLInputElement} */ (document.getElementById("password"));
const said = /** @type {HTMLElement} */ (document.getElementById("said"));
const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
const show = /** @type {HTMLInputElement} */ (document.getElementById("show-password"));

/**
 * @param {string} text
 * @param {"calm" | "warning" | "danger"} tone
 */
function say(text, tone) {
  said.textContent = text;
  said.className = `notice ${tone}`;
  said.hidden = false;
}

// `autofocus` waits for the first frame, which may come after a clerk, or a scanner, has begun to type: those keys were lost.
if (document.activeElement === document.body) user.focus();

show.addEventListener("change", () => {
  password.type = show.checked ? "text" : "password";
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (button.disabled) return;
  button.disabled = true;
  say(form.dataset.sending ?? "", "calm");
  const body = { user: user.value.trim(), password: password.value };
  const answer = await send("/api/v1/session", body, newKey(), {
    onRetry: () => say(form.dataset.retrying ?? "", "warning"),
  });
  if (answer?.ok) {
    const next = form.dataset.next ?? "/desk";
    // Whoever came for no page in particular comes to the first that is theirs.
    const roles = answer.body.roles;
    const home = roles.includes("clerk") ? "/desk" : roles.includes("supervisor") ? "/supervisor" : roles.includes("auditor") ? "/statistics" : "/desk";
    location.assign(next === "/desk" ? home : next);
    return;
  }
  button.disabled = false;
  const language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
  say(answer?.problem?.text?.[language] ?? form.dataset.failed ?? "", "danger");
  password.select();
});
