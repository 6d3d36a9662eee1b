// Choosing a window: plain links, and by keyboard the number of the window.
import { wireSignOut } from "./sign_out.js";

/** Digits typed within this time are one number, milliseconds. */
const NUMBER_MS = 1200;

let typed = "";
let typedAt = 0;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || !/^[0-9]$/.test(event.key)) return;
  typed = event.timeStamp - typedAt < NUMBER_MS ? typed + event.key : event.key;
  typedAt = event.timeStamp;
  document.getElementById(`window-${typed}`)?.focus();
});

wireSignOut();
