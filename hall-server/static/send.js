// One command, sent until it is answered. The idempotency key is made with the intent, so a repetition whose first answer
// was lost gets that same answer, and nothing happens twice.

/** How long one try may take, milliseconds. */
const TRY_MS = 4000;
/** The pause after a try that failed: the first, and, as each is twice the one before, the longest. Milliseconds. */
export const PAUSE_FIRST_MS = 250;
export const PAUSE_MAX_MS = 2000;
/** Who is told to wait longer than this is told so, seconds. */
const RETRY_AFTER_MAX_S = 10;
/** Statuses that say "not now" rather than "no". */
export const AGAIN = new Set([408, 429, 502, 503, 504]);

/** @typedef {import("./views.js").Problem} Problem */
/** @typedef {{ ok: true, body: any } | { ok: false, status: number, problem: Problem | null }} Answer */

/**
 * A new idempotency key. Not `randomUUID`: that is missing where the hall's own network has no TLS.
 * @returns {string}
 */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @param {number} ms
 * @param {AbortSignal} [signal]
 */
function pause(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve(undefined);
    });
  });
}

/**
 * @param {Response} reply
 * @returns {Promise<any>}
 */
async function jsonOf(reply) {
  const text = await reply.text();
  return text === "" ? null : JSON.parse(text);
}

/**
 * Sends a command until the server answers.
 * @param {string} url
 * @param {object | null} body
 * @param {string} key
 * @param {{ method?: string, signal?: AbortSignal, onRetry?: () => void }} [options]
 * @returns {Promise<Answer | null>} null after the signal told to give up
 */
export async function send(url, body, key, options = {}) {
  const { method = "POST", signal, onRetry } = options;
  let pauseMs = PAUSE_FIRST_MS;
  for (;;) {
    if (signal?.aborted) return null;
    let waitMs = pauseMs;
    try {
      const timeout = AbortSignal.timeout(TRY_MS);
      const reply = await fetch(url, {
        method,
        headers: {
          accept: "application/json",
          "idempotency-key": key,
          ...(body === null ? {} : { "content-type": "application/json" }),
        },
        body: body === null ? null : JSON.stringify(body),
        credentials: "same-origin",
        signal: signal ? anyOf(signal, timeout) : timeout,
      });
      if (reply.ok) return { ok: true, body: await jsonOf(reply) };
      const retryAfterS = Number(reply.headers.get("retry-after")) || 0;
      if (!AGAIN.has(reply.status) || retryAfterS > RETRY_AFTER_MAX_S) {
        return { ok: false, status: reply.status, problem: await jsonOf(reply).catch(() => null) };
      }
      waitMs = Math.max(waitMs, 1000 * retryAfterS);
    } catch {
      // No answer: whether it happened is unknown, so it is asked again under the same key.
    }
    if (signal?.aborted) return null;
    onRetry?.();
    await pause(waitMs, signal);
    pauseMs = Math.min(pauseMs * 2, PAUSE_MAX_MS);
  }
}

/**
 * `AbortSignal.any` for browsers that lack it.
 * @param {AbortSignal[]} signals
 */
function anyOf(...signals) {
  const aborter = new AbortController();
  for (const signal of signals) {
    if (signal.aborted) aborter.abort();
    signal.addEventListener("abort", () => aborter.abort(), { once: true });
  }
  return aborter.signal;
}
