// The few helpers the desk needs to build elements; text goes in as text, never as markup.

/**
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 * @returns {T}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return /** @type {T} */ (found);
}

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | boolean | EventListener>} [attributes] `true` sets, `false` leaves out, a function listens
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/**
 * Replaces what is in an element, unless it would be the same; the focus stays on the same control (`data-focus`).
 * @param {HTMLElement} parent
 * @param {unknown} data what the children are made of
 * @param {() => Node[]} children
 */
export function refill(parent, data, children) {
  const mark = JSON.stringify(data);
  if (drawn.get(parent) === mark) return;
  drawn.set(parent, mark);
  const active = document.activeElement;
  const focus = active instanceof HTMLElement && parent.contains(active) ? active.dataset.focus : undefined;
  parent.replaceChildren(...children());
  if (focus) {
    /** @type {HTMLElement | null} */
    (parent.querySelector(`[data-focus="${CSS.escape(focus)}"]`))?.focus();
  }
}

/** @type {WeakMap<HTMLElement, string>} */
const drawn = new WeakMap();

/**
 * The name of a key as in `aria-keyshortcuts`: `S`, `Space`, `F2`.
 * @param {KeyboardEvent} event
 */
export function keyName(event) {
  if (event.key === " ") return "Space";
  return event.key.length === 1 ? event.key.toUpperCase() : event.key;
}

/**
 * Sets a text only when it differs, so that live regions speak changes alone.
 * @param {HTMLElement} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
