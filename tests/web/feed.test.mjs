// The reader of server-sent events, without a browser.
import assert from "node:assert/strict";
import http from "node:http";
import { test } from "node:test";
import { listen, parser } from "../../hall-server/static/feed.js";

/** @param {string[]} chunks */
function parse(chunks) {
  /** @type {[string, string][]} */
  const events = [];
  const feed = parser((event, data) => events.push([event, data]));
  chunks.forEach(feed);
  return events;
}

test("events are found however the stream is cut", () => {
  const cases = /** @type {[string, string[], [string, string][]][]} */ ([
    ["one event", ["event: desk/3\ndata: {\"a\":1}\n\n"], [["desk/3", '{"a":1}']]],
    ["comments are no events", [":\n\n", ": still here\n\n"], []],
    ["no name", ["data: x\n\n"], [["message", "x"]]],
    ["several lines", ["data: a\ndata: b\n\n"], [["message", "a\nb"]]],
    ["a name does not outlive its event", ["event: a\ndata: 1\n\ndata: 2\n\n"], [["a", "1"], ["message", "2"]]],
    ["a name alone is no event", ["event: a\n\n"], []],
    ["carriage returns", ["event: a\r\ndata: 1\r\n\r\n"], [["a", "1"]]],
    ["cut between \\r and \\n", ["event: a\r", "\ndata: 1\r", "\n\r", "\n"], [["a", "1"]]],
    ["unfinished", ["data: 1\n"], []],
    ["only one space is taken off", ["data:  1\n\n"], [["message", " 1"]]],
  ]);
  for (const [name, chunks, expected] of cases) {
    assert.deepEqual(parse(chunks), expected, name);
    assert.deepEqual(parse(chunks.join("").split("")), expected, `${name}, one character at a time`);
  }
});

test("a message without end is refused", () => {
  const feed = parser(() => {});
  assert.throws(() => {
    for (let i = 0; i < 1100; i += 1) feed("x".repeat(1000));
  }, RangeError);
  const lines = parser(() => {});
  assert.throws(() => {
    for (let i = 0; i < 1100; i += 1) lines(`data: ${"x".repeat(1000)}\n`);
  }, RangeError);
});

/**
 * Listens to a server that answers as told.
 * @param {(reply: http.ServerResponse, nth: number) => void} answer
 * @param {(seen: string[]) => boolean} enough
 * @param {Parameters<typeof listen>[2]} [options]
 */
async function hear(answer, enough, options) {
  let nth = 0;
  const server = http.createServer((_request, reply) => answer(reply, nth++));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  /** @type {string[]} */
  const seen = [];
  await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`only ${seen} within 10 s`)), 10_000);
    /** @param {string} what */
    const note = (what) => {
      seen.push(what);
      if (!enough(seen)) return;
      clearTimeout(timer);
      feed.stop();
      resolve(undefined);
    };
    const feed = listen(`http://127.0.0.1:${port}/`, {
      onUpdate: (topic, update) => note(`${topic} ${update.version}`),
      onLink: note,
      onRefused: (status) => note(`refused ${status}`),
    }, options);
  });
  server.closeAllConnections();
  server.close();
  return seen;
}

/** @param {number} version */
const event = (version) => `event: t\ndata: {"version":${version}}\n\n`;

test("the latest view wins, and a restarted server counts anew", async () => {
  const seen = await hear(
    (reply, nth) => (nth === 0 ? reply.end(event(7) + event(6) + event(8)) : reply.write(event(1))),
    (seen) => seen.includes("t 1"),
  );
  assert.deepEqual(seen, ["live", "t 7", "t 8", "lost", "live", "t 1"]);
});

test("silence counts as lost", async () => {
  const began = performance.now();
  const seen = await hear((reply, nth) => (nth === 0 ? reply.write(event(1)) : reply.end()), (seen) => seen.includes("lost"));
  assert.deepEqual(seen, ["live", "t 1", "lost"]);
  const took = performance.now() - began;
  assert.ok(took > 1500 && took < 2500, `lost after ${took} ms`);
});

test("what comes too late is lost, although bytes keep coming", async () => {
  const began = performance.now();
  let beats = 0;
  const seen = await hear((reply, nth) => {
    if (nth > 0) return void reply.end();
    // The network holds back more and more: each comment comes half a second later than the one before.
    const beat = () => reply.write(`: ${500 * beats++}\n\n${event(beats)}`);
    reply.write(event(0));
    beat();
    const timer = setInterval(beat, 1000);
    reply.on("close", () => clearInterval(timer));
  }, (seen) => seen.includes("lost"));
  const took = performance.now() - began;
  assert.ok(took > 3000 && took < 5500, `lost after ${took} ms: ${seen}`);
});

test("on a slow line a page that may be older stays live, and others do not", async () => {
  for (const [options, expected] of /** @type {const} */ ([
    [{ ageMaxMs: 5000 }, ["live", "t 0", "t 1", "t 2", "t 3"]],
    [{}, ["live", "t 0", "lost"]],
  ])) {
    const seen = await hear((reply) => {
      let beats = 0;
      /** @type {ReturnType<typeof setTimeout>} */
      let timer;
      // 1.7 s from asking to the first byte, then a beat a second, dated as if the asking had taken no time.
      const beat = () => {
        reply.write(`${event(beats)}: ${1000 * beats++}\n\n`);
        timer = setTimeout(beat, 1000);
      };
      timer = setTimeout(beat, 1700);
      reply.on("close", () => clearTimeout(timer));
    }, (seen) => seen.includes("t 3") || seen.includes("lost"), options);
    assert.deepEqual(seen, expected);
  }
});

test("it is live with the view, not with a comment before it", async () => {
  const seen = await hear(
    (reply, nth) => (nth < 2 ? reply.end(": 0\n\nevent: t\ndata: {") : reply.write(`: 0\n\n${event(3)}`)),
    (seen) => seen.includes("t 3"),
  );
  assert.deepEqual(seen.slice(-2), ["live", "t 3"]);
  assert.ok(!seen.slice(0, -2).includes("live"), String(seen));
});

test("a server that is busy is asked again, one that refuses is not", async () => {
  const seen = await hear(
    (reply, nth) => reply.writeHead([503, 403][nth] ?? 200).end(),
    (seen) => seen.some((what) => what.startsWith("refused")),
  );
  assert.deepEqual(seen, ["lost", "refused 403"]);
});
