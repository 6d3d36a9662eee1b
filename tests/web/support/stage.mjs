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
 */
export async function startStage(clerks) {
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
  for (const user of clerks) {
    const password = path.join(folder, "password");
    await administer("staff", "add", user, "--name", "张敏", "--role", "clerk", "--password-file", password);
  }
  const code = (await administer("device", "add", "kiosk-1", "--kind", "kiosk")).trim().split(/\s+/).at(-1);
  const hall = `http://${ready.hall}`;
  const { token } = await post(`${hall}/api/v1/devices/enrol`, { code });

  return {
    hall,
    hallAddress: String(ready.hall),
    /** Address of the public listener. */
    public: `http://${ready.public}`,
    /**
     * Takes a number at the kiosk.
     * @param {string[]} items
     * @returns {Promise<{ ticket: number, number: string, phone: string }>}
     */
    async take(...items) {
      const taken = await post(`${hall}/api/v1/tickets`, { items }, { authorization: `Bearer ${token}` });
      return { ticket: taken.ticket, number: taken.number, phone: new URL(taken.phone_url).pathname };
    },
    async stop() {
      child.kill("SIGTERM");
      const killer = setTimeout(() => child.kill("SIGKILL"), 10_000);
      await ended;
      clearTimeout(killer);
      await rm(folder, { recursive: true });
    },
    /** Every event in the log, as its kind and body. */
    async events() {
      const { stdout } = await run("sqlite3", ["-readonly", "-json", path.join(folder, "hall.db"), "SELECT kind, body FROM events ORDER BY seq"]);
      return JSON.parse(stdout || "[]");
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
  return JSON.parse(text);
}

/** A file beside the tests, as text. @param {string} name */
export const textOf = (name) => readFile(new URL(`../${name}`, import.meta.url), "utf8");
