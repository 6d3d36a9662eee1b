// A whole hall on loopback for one test file: the real server with its own database, clerks and a kiosk, on ports of its own.
// What it starts it ends, by the child's handle, and nothing else.
import { spawn, execFile } from "node:child_process";
import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import assert from "node:assert/strict";
import { parser } from "../../../hall-server/static/feed.js";

const run = promisify(execFile);
const repository = fileURLToPath(new URL("../../..", import.meta.url));
const server = process.env.HALL_SERVER ?? path.join(process.env.CARGO_TARGET_DIR ?? path.join(repository, "target"), "debug/hall-server");

/** Counts last, so it goes before every other exception: the hall is always open. */
const ALWAYS_OPEN = `
[[exception]]
name = { zh = "全天开放", en = "Open round the clock" }
from = 2000-01-01
to = 2099-12-31
week = { mon-sun = ["00:00-24:00"] }
`;

export const PASSWORD = "correct horse battery";

/**
 * Starts a hall.
 * @param {string[]} clerks their user names
 * @param {{ supervisors?: string[], displays?: string[], people?: string[] }} [more] user names; names of screens; people who
 *   sign in at kiosks, each a line of `number,name,password,card,pin`
 */
export async function startStage(clerks, { supervisors = [], displays = [], people = [] } = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), "hall-web-"));
  const config = path.join(folder, "hall-server.toml");
  await cp(path.join(repository, "assets/catalogue"), path.join(folder, "catalogue"), { recursive: true });
  await appendFile(path.join(folder, "catalogue/hours.toml"), ALWAYS_OPEN);
  await writeFile(path.join(folder, "password"), PASSWORD);
  await writeFile(config, `
[site]
id = "web"
public_url = "http://127.0.0.1:1"
[listen.hall]
address = "127.0.0.1:0"
[listen.public]
address = "127.0.0.1:0"
[database]
path = "hall.db"
[catalogue]
folder = "catalogue"
[assets]
folder = "${path.join(repository, "assets")}"
[limits]
public_requests_per_minute = 10000
`);

  const child = spawn(server, ["serve", "--config", config], { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, HALL_LOG: "warn" } });
  const ended = once(child, "exit");
  const [line] = await once(createInterface({ input: child.stdout }), "line", { signal: AbortSignal.timeout(30_000) });
  const ready = JSON.parse(line);

  /** @param {string[]} args */
  const administer = async (...args) => (await run(server, [...args, "--config", config])).stdout;
  const password = path.join(folder, "password");
  for (const user of clerks) {
    await administer("staff", "add", user, "--name", "张敏", "--role", "clerk", "--password-file", password);
  }
  for (const user of supervisors) {
    await administer("staff", "add", user, "--name", "王芳", "--role", "supervisor", "--password-file", password);
  }
  /** @type {Map<string, string>} */
  const tokens = new Map();
  for (const display of displays) {
    const offered = (await administer("device", "add", display, "--kind", "display")).trim().split(/\s+/).at(-1);
    tokens.set(display, (await post(`http://${ready.hall}/api/v1/devices/enrol`, { code: offered })).token);
  }
  if (people.length > 0) {
    const file = path.join(folder, "people.csv");
    await writeFile(file, ["number,name,password,card,pin", ...people, ""].join("\n"));
    await administer("person", "import", file, "--demo");
  }
  const code = (await administer("device", "add", "kiosk-1", "--kind", "kiosk")).trim().split(/\s+/).at(-1);
  const hall = `http://${ready.hall}`;
  const { token } = await post(`${hall}/api/v1/devices/enrol`, { code });

  return {
    hall,
    hallAddress: String(ready.hall),
    /** A display's token. @param {string} name */
    tokenOf: (name) => tokens.get(name) ?? "",
    /** Address of the public listener. */
    public: `http://${ready.public}`,
    /**
     * Takes a number at the kiosk.
     * @param {string[]} items
     * @returns {Promise<{ ticket: number, number: string, phone: string, job: number }>}
     */
    async take(...items) {
      const taken = await post(`${hall}/api/v1/tickets`, { items }, { authorization: `Bearer ${token}` });
      return { ticket: taken.ticket, number: taken.number, phone: new URL(taken.phone_url).pathname, job: taken.print_job.id };
    },
    /**
     * The kiosk speaks to the server for itself.
     * @param {string} route below `/api/v1/`
     * @param {object} body
     */
    kiosk: (route, body) => post(`${hall}/api/v1/${route}`, body, { authorization: `Bearer ${token}` }),
    /**
     * The kiosk asks.
     * @param {string} route below `/api/v1/`
     * @returns {Promise<any>}
     */
    async kioskAsks(route) {
      const reply = await fetch(`${hall}/api/v1/${route}`, { headers: { authorization: `Bearer ${token}` } });
      assert.equal(reply.status, 200, `${route}: ${reply.status}`);
      return await reply.json();
    },
    /**
     * The kiosk listens: it counts as connected until the signal ends it. Gives the newest view of its printer.
     * @param {AbortSignal} signal
     * @returns {Promise<() => any>}
     */
    async listen(signal) {
      const reply = await fetch(`${hall}/api/v1/feed?topics=kiosk,printer/kiosk-1`, { headers: { authorization: `Bearer ${token}` }, signal });
      /** @type {any} */
      let printer = null;
      const parse = parser((topic, data) => {
        if (topic === "printer/kiosk-1") printer = JSON.parse(data).view;
      });
      void (async () => {
        for await (const chunk of /** @type {any} */ (reply.body).pipeThrough(new TextDecoderStream())) parse(chunk);
      })().catch(() => {});
      return () => printer;
    },
    /** What staff did that is no event, to what. @returns {Promise<{ action: string, target: string }[]>} */
    async audit() {
      const { stdout } = await run("sqlite3", ["-readonly", "-json", path.join(folder, "hall.db"), "SELECT action, target FROM audit ORDER BY id"]);
      return JSON.parse(stdout || "[]");
    },
    /** Levels given so far: of the visit and its parts. @returns {Promise<{ level: number, efficiency: number | null, competence: number | null, attitude: number | null }[]>} */
    async ratings() {
      const { stdout } = await run("sqlite3", ["-readonly", "-json", path.join(folder, "hall.db"), "SELECT level, efficiency, competence, attitude FROM evaluations ORDER BY at"]);
      return JSON.parse(stdout || "[]");
    },
    async stop() {
      child.kill("SIGTERM");
      const killer = setTimeout(() => child.kill("SIGKILL"), 10_000);
      await ended;
      clearTimeout(killer);
      await rm(folder, { recursive: true });
    },
    /** Every event in the log, as its kind and body. @returns {Promise<{ kind: string, body: string }[]>} */
    async events() {
      const { stdout } = await run("sqlite3", ["-readonly", "-json", path.join(folder, "hall.db"), "SELECT kind, body FROM events ORDER BY seq"]);
      return JSON.parse(stdout || "[]");
    },
    /**
     * What the log says of every event of a kind.
     * @param {string} kind
     * @returns {Promise<any[]>}
     */
    async bodies(kind) {
      return (await this.events()).filter((event) => event.kind === kind).map((event) => JSON.parse(event.body));
    },
  };
}

/**
 * @param {string} url
 * @param {object} body
 * @param {Record<string, string>} headers
 * @returns {Promise<any>}
 */
async function post(url, body, headers = {}) {
  const reply = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": randomUUID(), ...headers },
    body: JSON.stringify(body),
  });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`${url}: ${reply.status} ${text}`);
  return text === "" ? null : JSON.parse(text);
}

/** A file beside the tests, as text. @param {string} name */
export const textOf = (name) => readFile(new URL(`../${name}`, import.meta.url), "utf8");
