// Checking a certificate: the forms work without this. A file that is too large is not sent at all.

const form = /** @type {HTMLFormElement} */ (document.getElementById("upload"));
const file = /** @type {HTMLInputElement} */ (document.getElementById("file"));
const said = /** @type {HTMLElement} */ (document.getElementById("said"));
const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));

/**
 * @param {string} title
 * @param {string} text
 * @param {"calm" | "danger"} tone
 */
function say(title, text, tone) {
  const strong = document.createElement("strong");
  strong.textContent = title;
  said.replaceChildren(strong, ` ${text}`);
  said.className = `notice ${tone}`;
  said.hidden = false;
}

function isTooLarge() {
  const chosen = file.files?.[0];
  if (!chosen || chosen.size <= Number(form.dataset.max)) return false;
  say(form.dataset.large ?? "", form.dataset.largeText ?? "", "danger");
  return true;
}

file.addEventListener("change", () => {
  if (!isTooLarge()) said.hidden = true;
});

form.addEventListener("submit", (event) => {
  if (form.dataset.sent || isTooLarge()) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  button.setAttribute("aria-disabled", "true");
  say(form.dataset.sending ?? "", "", "calm");
});

// Shown again by the browser's "back": it may be sent again.
addEventListener("pageshow", () => {
  if (!form.dataset.sent) return;
  delete form.dataset.sent;
  button.removeAttribute("aria-disabled");
  said.hidden = true;
});

export {};
