// The feed: reads server-sent events with fetch, because EventSource hides the heartbeat comments. A silence longer than
// the limit counts as lost; it reconnects by itself until it is stopped. The latest view wins, so nothing is replayed.

/** Longest silence, milliseconds: the server sends a comment every second, and a loss is shown within two. */
export const SILENCE_MS = 1900;
const RETRY_FIRST_MS = 250;
const RETRY_MAX_MS = 1000;
/** Largest message kept, characters. */
const MESSAGE_CHARS_MAX = 1_000_000;

/**
 * Cuts a stream of text into server-sent events.
 * @param {(event: string, data: string) => void} onEvent
 * @returns {(chunk: string) => void}
 */
export function parser(onEvent) {
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
 * @returns {{ stop: () => void, wake: () => void }} `wake` tries again at once, as when a phone comes out of the pocket
 */
export function listen(url, listener) {
  /** @type {Map<string, number>} */
  const versions = new Map();
  let stopped = false;
  let retryMs = RETRY_FIRST_MS;
  let aborter = new AbortController();
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
    let timer = setTimeout(silent, SILENCE_MS);
    const heard = () => {
      clearTimeout(timer);
      timer = setTimeout(silent, SILENCE_MS);
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
      const parse = parser(onEvent);
      let live = false;
      // A restarted server counts its versions anew.
      versions.clear();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        heard();
        if (!live) {
          live = true;
          retryMs = RETRY_FIRST_MS;
          listener.onLink("live");
        }
        parse(value);
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
