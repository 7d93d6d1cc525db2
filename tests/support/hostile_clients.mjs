// node hostile_clients.mjs PORT AT_ONCE TOTAL: keeps AT_ONCE connections to a device open that mean no good, each in
// turn of another kind, and makes TOTAL of them; whoever is closed comes back. Sends how many it has made.

import net from "node:net";

const [port, atOnce, total] = process.argv.slice(2).map(Number);
const RETURNS_AFTER_MS = 250;
const host = `Host: kiosk.localhost:${port}\r\n`;

const kinds = [
  function silent() {},
  function byByte(socket) {
    const request = `GET / HTTP/1.1\r\n${host}X: `;
    let sent = 0;
    const drip = setInterval(() => socket.write(request[sent++] ?? "x"), 50);
    socket.on("close", () => clearInterval(drip));
  },
  function neverReading(socket) {
    socket.pause();
    const asks = setInterval(() => socket.write(`GET / HTTP/1.1\r\n${host}\r\n`.repeat(200)), 50);
    socket.on("close", () => clearInterval(asks));
  },
  function gigabyte(socket) {
    socket.write(`POST /v1/interactions HTTP/1.1\r\n${host}Content-Type: application/json\r\nContent-Length: 1073741824\r\n\r\n`);
    socket.write(Buffer.alloc(256 * 1024, 0x20));
  },
  function noHttp(socket) {
    socket.write("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n");
  },
  function manyHeaders(socket) {
    socket.write(`GET / HTTP/1.1\r\n${host}${"A: b\r\n".repeat(10_000)}\r\n`);
  },
];

let made = 0;
function next() {
  if (made >= total) return;
  const kind = kinds[made++ % kinds.length];
  process.send(made);
  const socket = net.connect({ host: "127.0.0.1", port, allowHalfOpen: true });
  socket.on("error", () => {});
  socket.on("connect", () => kind(socket));
  if (kind.name !== "neverReading") socket.resume();
  socket.on("end", () => setTimeout(() => socket.destroy(), RETURNS_AFTER_MS)); // none hurries to end its side
  socket.on("close", () => setTimeout(next, RETURNS_AFTER_MS));
}
for (let i = 0; i < atOnce; i++) next();
