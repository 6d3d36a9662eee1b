// Rare letters of names. A phone or an older computer has no font with them and would show boxes; the server has, and gives
// each as a font of its own. The browser loads one only if no font before it in the page's list has the letter.

const RARE = /[\u3400-\u4DBF\u9FA6-\u9FFF\u{20000}-\u{3FFFF}]/gu;
/** @type {Set<string>} */
const known = new Set();

/** @param {string | null} text */
function look(text) {
  for (const letter of text?.match(RARE) ?? []) {
    if (known.has(letter)) continue;
    known.add(letter);
    const code = /** @type {number} */ (letter.codePointAt(0)).toString(16).toUpperCase();
    document.fonts.add(new FontFace("hall-rare", `url("/letters/${code}")`, { unicodeRange: `U+${code}` }));
  }
}

look(document.body.textContent);
new MutationObserver((changes) => {
  for (const change of changes) look(change.target.textContent);
}).observe(document.body, { childList: true, characterData: true, subtree: true });
document.addEventListener("input", (event) => {
  if (event.target instanceof HTMLInputElement) look(event.target.value);
});
