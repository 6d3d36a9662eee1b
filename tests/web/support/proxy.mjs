// A cable between browser and server that tests can freeze or cut.
import net from "node:net";
import { once } from "node:events";

/**
 * @param {string} target `host:port`
 * @param {{ delayMs?: number }} [options] how long everything is on its way, in either direction
 */
export async function startProxy(target, { delayMs = 0 } = {}) {
  /** @param {() => void} act */
  const later = (act) => (delayMs > 0 ? void setTimeout(act, delayMs) : act());
  const [host, port] = target.split(":");
  /** @type {Set<net.Socket>} */
  const sockets = new Set();
  let isCut = false;
  let isFrozen = false;
  let bytes = 0;
  const server = net.createServer((near) => {
    if (isCut) return near.destroy();
    const far = net.connect(Number(port), host);
    for (const [from, to] of [[near, far], [far, near]]) {
      if (!from || !to) continue;
      sockets.add(from);
      if (isFrozen) from.pause();
      from.on("data", (chunk) => {
        if (from === far) bytes += chunk.length;
        later(() => to.write(chunk));
      });
      from.on("end", () => later(() => to.end()));
      from.on("error", () => to.destroy());
      from.on("close", () => {
        sockets.delete(from);
        later(() => to.destroy());
      });
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = /** @type {net.AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${address.port}`,
    /** What came from the server so far, headers included. */
    bytes: () => bytes,
    /** Nothing passes any more, yet nobody is told: a pulled cable. */
    freeze() {
      isFrozen = true;
      for (const socket of sockets) socket.pause();
    },
    thaw() {
      isFrozen = false;
      for (const socket of sockets) socket.resume();
    },
    /** Connections are refused, as when the server is down. */
    cut() {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    join() {
      isCut = false;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
