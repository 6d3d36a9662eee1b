// The feed: reads server-sent events with fetch, because EventSource hides the heartbeat comments. A silence longer than
// the limit counts as lost, and so does what the network held back for too long: each comment tells how long the server has
// had the feed open, which is no longer than since it was asked for; it reconnects by itself until it is stopped. The latest view wins, so nothing is replayed.

/** Longest silence, milliseconds: the server sends a comment every second, and a loss is shown within two. */
export const SILENCE_MS = 1900;
/** What is shown is surely true of a moment no longer ago than this, milliseconds; a page may do with less. */
export const AGE_MAX_MS = 2500;
const RETRY_FIRST_MS = 250;
const RETRY_MAX_MS = 1000;
/** Largest message kept, characters. */
const MESSAGE_CHARS_MAX = 1_000_000;

/**
 * Cuts a stream of text into server-sent events.
 * @param {(event: string, data: string) => void} onEvent
 * @param {(text: string) => void} [onComment]
 * @returns {(chunk: string) => void}
 */
export function parser(onEvent, onComment) {
  let rest = "";
  let event = "";
  /** @type {string[]} */
  let data = [];
  let size = 0;

  /** @param {string} line */
  function take(line) {
    if (line === "") {
      if (data.length > 0) onEvent(event || "message", data.join("\n"));
      event = "";
      data = [];
      size = 0;
      return;
    }
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (colon === 0) onComment?.(value);
    if (name === "event") event = value;
    if (name === "data") {
      size += value.length;
      if (size > MESSAGE_CHARS_MAX) throw new RangeError("message of the feed is too large");
      data.push(value);
    }
  }

  return (chunk) => {
    rest += chunk;
    if (rest.length > MESSAGE_CHARS_MAX) throw new RangeError("line of the feed is too long");
    for (;;) {
      const at = rest.search(/[\r\n]/);
      // A final \r may be half of \r\n: wait for what follows.
      if (at < 0 || (rest[at] === "\r" && at === rest.length - 1)) return;
      const line = rest.slice(0, at);
      rest = rest.slice(at + (rest[at] === "\r" && rest[at + 1] === "\n" ? 2 : 1));
      take(line);
    }
  };
}

/**
 * What a feed tells its page.
 * @typedef {object} Listener
 * @property {(topic: string, update: any) => void} onUpdate a view newer than any before
 * @property {(state: "live" | "lost") => void} onLink the connection came or went
 * @property {(status: number) => void} onRefused the server will not serve this feed: it has stopped
 */

/**
 * Listens until stopped.
 * @param {string} url
 * @param {Listener} listener
 * @param {{ ageMaxMs?: number }} [options] above the time from asking to the first byte and a second more, or it is never live for long
 * @returns {{ stop: () => void, wake: () => void }} `wake` tries again at once, as when a phone comes out of the pocket
 */
export function listen(url, listener, { ageMaxMs = AGE_MAX_MS } = {}) {
  /** @type {Map<string, number>} */
  const versions = new Map();
  let stopped = false;
  let retryMs = RETRY_FIRST_MS;
  let aborter = new AbortController();
  /** A moment of which the truth is known, by the page's monotonic clock; what is shown may be older than anything later. */
  let trueAt = performance.now();
  /** The feed is lost, and nothing old is shown as present. */
  let isLost = true;
  /** @type {(() => void) | null} */
  let skipPause = null;

  const onEvent = (/** @type {string} */ topic, /** @type {string} */ data) => {
    const update = JSON.parse(data);
    if (update.version < (versions.get(topic) ?? -1)) return;
    versions.set(topic, update.version);
    listener.onUpdate(topic, update);
  };

  async function once() {
    aborter = new AbortController();
    const silent = () => aborter.abort(new Error("the feed is silent"));
    const asked = performance.now();
    const patience = () => (isLost ? SILENCE_MS : Math.max(0, Math.min(SILENCE_MS, trueAt + ageMaxMs - performance.now())));
    let timer = setTimeout(silent, patience());
    const heard = () => {
      clearTimeout(timer);
      timer = setTimeout(silent, patience());
    };
    try {
      const reply = await fetch(url, {
        headers: { accept: "text/event-stream" },
        cache: "no-store",
        signal: aborter.signal,
      });
      if (reply.status >= 400 && reply.status < 500 && reply.status !== 408 && reply.status !== 429) {
        stopped = true;
        listener.onRefused(reply.status);
        return;
      }
      if (!reply.ok || !reply.body) throw new Error(`the feed answered ${reply.status}`);
      const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
      const parse = parser(
        (topic, data) => {
          if (isLost) {
            isLost = false;
            trueAt = asked;
            retryMs = RETRY_FIRST_MS;
            listener.onLink("live");
          }
          onEvent(topic, data);
        },
        // Until a view has come, what is shown is of another connection.
        (text) => {
          if (!isLost) trueAt = Math.max(trueAt, /^\d{1,15}$/.test(text) ? asked + Number(text) : performance.now());
        },
      );
      // A restarted server counts its versions anew.
      versions.clear();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        parse(value);
        heard();
      }
    } finally {
      clearTimeout(timer);
      aborter.abort();
    }
  }

  async function run() {
    while (!stopped) {
      try {
        await once();
      } catch {
        // Why does not matter: the connection is gone, and it is told below.
      }
      if (stopped) return;
      isLost = true;
      listener.onLink("lost");
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, retryMs);
        skipPause = () => {
          clearTimeout(timer);
          resolve(undefined);
        };
      });
      skipPause = null;
      retryMs = Math.min(retryMs * 2, RETRY_MAX_MS);
    }
  }

  void run();
  return {
    stop() {
      stopped = true;
      aborter.abort();
      skipPause?.();
    },
    wake() {
      retryMs = RETRY_FIRST_MS;
      skipPause?.();
    },
  };
}
