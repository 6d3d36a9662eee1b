// The real pad on a virtual screen, with a finger on its glass. What it starts it ends, by the child's handle.
import { spawn, execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { once } from "node:events";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const repository = fileURLToPath(new URL("../../..", import.meta.url));
const program = path.join(process.env.CARGO_TARGET_DIR ?? path.join(repository, "target"), "debug/counter-display");
const [WIDTH, HEIGHT] = [1280, 800];

/**
 * @param {string} hall address of the server
 * @param {string} token
 * @param {number} window
 */
export async function startPad(hall, token, window) {
  const folder = await mkdtemp(path.join(tmpdir(), "hall-pad-"));
  await writeFile(path.join(folder, "token"), token, { mode: 0o600 });
  await writeFile(path.join(folder, "pad.toml"), `[server]\naddress = "${hall}"\ntoken_file = "token"\n[screen]\nplace = [0, 0, ${WIDTH}, ${HEIGHT}]\n`);
  const screen = spawn("Xvfb", ["-displayfd", "1", "-screen", "0", `${WIDTH}x${HEIGHT}x24`, "-noreset", "-nolisten", "tcp"], { stdio: ["ignore", "pipe", "ignore"] });
  const [number] = await once(createInterface({ input: screen.stdout }), "line", { signal: AbortSignal.timeout(20_000) });
  const env = { ...process.env, DISPLAY: `:${number}`, WAYLAND_DISPLAY: "", LIBGL_ALWAYS_SOFTWARE: "1" };
  const pad = spawn(program, ["--config", path.join(folder, "pad.toml"), "--pad", String(window)], { stdio: "ignore", env });

  return {
    /**
     * Touches the glass as a finger does: down, a moment, up.
     * @param {{ x: number, y: number }} at
     */
    touch: ({ x, y }) => run("xdotool", ["mousemove", String(x), String(y), "mousedown", "1", "sleep", "0.08", "mouseup", "1"], { env }),
    /** What it shows. @param {string} file */
    picture: (file) => run("import", ["-window", "root", file], { env }),
    async stop() {
      for (const child of [pad, screen]) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        const ended = once(child, "exit");
        child.kill("SIGKILL");
        await ended;
      }
      await rm(folder, { recursive: true });
    },
  };
}
