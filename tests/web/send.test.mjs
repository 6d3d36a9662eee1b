// Commands over a bad network, without a browser: the same key until there is an answer.
import assert from "node:assert/strict";
import http from "node:http";
import { test } from "node:test";
import { newKey, send } from "../../hall-server/static/send.js";

/**
 * A server that answers one request after the other as told.
 * @param {((reply: http.ServerResponse) => void)[]} answers
 */
async function server(answers) {
  /** @type {{ key: string, body: string, method: string }[]} */
  const asked = [];
  const listener = http.createServer(async (request, reply) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    asked.push({ key: String(request.headers["idempotency-key"]), body, method: request.method ?? "" });
    (answers[asked.length - 1] ?? (() => reply.destroy()))(reply);
  });
  await new Promise((resolve) => listener.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (listener.address());
  const stop = () => {
    listener.closeAllConnections();
    listener.close();
  };
  return { url: `http://127.0.0.1:${port}/`, asked, stop };
}

/** @param {http.ServerResponse} reply */
const lost = (reply) => reply.destroy();
/**
 * @param {number} status
 * @param {object} [body]
 * @param {Record<string, string>} [headers]
 */
const says = (status, body, headers) => (/** @type {http.ServerResponse} */ reply) =>
  reply.writeHead(status, headers).end(body ? JSON.stringify(body) : "");

test("a lost answer is asked for again under the same key", async () => {
  const { url, asked, stop } = await server([lost, says(503), says(200, { ticket: 3 })]);
  let retries = 0;
  const answer = await send(url, { ticket: 3 }, "k1", { onRetry: () => (retries += 1) });
  assert.deepEqual(answer, { ok: true, body: { ticket: 3 } });
  assert.equal(retries, 2);
  assert.deepEqual(asked.map(({ key, body }) => [key, body]), Array(3).fill(["k1", '{"ticket":3}']));
  stop();
});

test("a refusal is an answer", async () => {
  for (const [status, headers] of /** @type {[number, Record<string, string>][]} */ ([
    [409, {}], [401, {}], [422, {}], [500, {}], [429, { "retry-after": "300" }],
  ])) {
    const { url, asked, stop } = await server([says(status, { code: "stale" }, headers)]);
    assert.deepEqual(await send(url, null, "k"), { ok: false, status, problem: { code: "stale" } });
    assert.equal(asked.length, 1);
    stop();
  }
});

test("a refusal that is no problem document is one all the same", async () => {
  const { url, stop } = await server([(reply) => reply.writeHead(404).end("<html>")]);
  assert.deepEqual(await send(url, null, "k", { method: "DELETE" }), { ok: false, status: 404, problem: null });
  stop();
});

test("who gives up is not kept waiting", async () => {
  const { url, asked, stop } = await server([lost, lost, lost]);
  const aborter = new AbortController();
  const answer = await send(url, null, "k", { signal: aborter.signal, onRetry: () => asked.length === 2 && aborter.abort() });
  assert.equal(answer, null);
  assert.equal(asked.length, 2);
  stop();
});

test("keys differ and fit", () => {
  const keys = new Set(Array.from({ length: 1000 }, newKey));
  assert.equal(keys.size, 1000);
  for (const key of keys) assert.match(key, /^[0-9a-f]{32}$/);
});
