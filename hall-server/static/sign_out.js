// Signing out, on every page of the staff.
import { newKey, send } from "./send.js";

/** Makes the button with the id `sign-out` end the session. */
export function wireSignOut() {
  const button = /** @type {HTMLButtonElement} */ (document.getElementById("sign-out"));
  button.addEventListener("click", async () => {
    button.disabled = true;
    await send("/api/v1/session", null, newKey(), { method: "DELETE" });
    location.assign("/sign-in");
  });
}
