// Unlocking a kiosk: the form works without this. Here it is sent once however often it is tapped, and the password can be shown.

const form = /** @type {HTMLFormElement} */ (document.getElementById("unlock"));
const password = /** @type {HTMLInputElement} */ (document.getElementById("password"));
const number = /** @type {HTMLInputElement} */ (document.getElementById("number"));
const said = /** @type {HTMLElement} */ (document.getElementById("said"));
const tick = /** @type {HTMLInputElement} */ (document.getElementById("show-password"));
const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));

const show = document.getElementById("show");
if (show) show.hidden = false;
// After a refusal the number stands there already: the password is what to type again.
if (number.value !== "") password.focus();

tick.addEventListener("change", () => {
  password.type = tick.checked ? "text" : "password";
});

form.addEventListener("submit", (event) => {
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  // A browser keeps what was typed in a plain field for later; a password is none of that.
  password.type = "password";
  button.setAttribute("aria-disabled", "true");
  said.textContent = form.dataset.sending ?? "";
  said.hidden = false;
});

// Shown again by the browser's "back": it may be sent again.
addEventListener("pageshow", () => {
  delete form.dataset.sent;
  button.removeAttribute("aria-disabled");
  said.hidden = true;
});

export {};
