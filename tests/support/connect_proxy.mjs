// A real HTTP proxy that knows CONNECT, for tests: it writes down where it was asked to go, may want a
// user and a password, and may answer something else instead. Names that only it knows stand in `knows`.
// It runs on a thread of its own, because tests wait for programs that wait for it.

import { once } from "node:events";
import http from "node:http";
import net from "node:net";
import { Worker, isMainThread, parentPort } from "node:worker_threads";

const SAMPLE = 1 << 20; // bytes of what went up, kept to be searched

export class ConnectProxy {
  constructor(settings = {}) {
    this.worker = new Worker(new URL(import.meta.url));
    this.settings = settings;
    this.port = 0;
  }

  async call(verb, value) {
    this.worker.postMessage({ verb, value });
    const [answer] = await once(this.worker, "message");
    return answer;
  }

  // On the port that it had before, if there was one.
  async start() {
    this.port = await this.call("start", { ...this.settings, port: this.port });
  }

  // Everything that goes through it is cut.
  stop() {
    return this.call("stop");
  }

  cut() {
    return this.call("cut");
  }

  // Answers these bytes to every CONNECT instead of a tunnel; null: no more.
  say(answer) {
    return this.call("say", answer);
  }

  // { asked: [{ to, through }], others: requests that were no CONNECT, up: what went up, as latin1 }
  seen() {
    return this.call("seen");
  }

  async end() {
    await this.stop();
    await this.worker.terminate();
  }
}

class Server {
  asked = [];
  others = 0;
  up = "";
  answer = null;
  tunnels = new Set();

  async start({ port, credentials = null, knows = {} }) {
    Object.assign(this, { credentials, knows });
    this.server = http.createServer((request, response) => {
      this.others += 1;
      response.writeHead(400).end();
    });
    this.server.on("connect", (request, client, head) => this.connect(request, client, head));
    this.server.listen(port, "127.0.0.1");
    await once(this.server, "listening");
    return this.server.address().port;
  }

  cut() {
    for (const socket of this.tunnels) socket.destroy();
  }

  async stop() {
    if (!this.server) return;
    const { server } = this;
    this.server = null;
    this.cut();
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  }

  objection(request) {
    if (this.answer) return this.answer;
    const wanted = this.credentials && `Basic ${Buffer.from(this.credentials).toString("base64")}`;
    if (!wanted || request.headers["proxy-authorization"] === wanted) return null;
    return 'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="store"\r\nContent-Length: 0\r\n\r\n';
  }

  connect(request, client, head) {
    client.on("error", () => {});
    const objection = this.objection(request);
    this.asked.push({ to: request.url, through: objection === null });
    if (objection !== null) return void client.end(objection);
    const colon = request.url.lastIndexOf(":");
    const host = request.url.slice(0, colon);
    const server = net.connect(Number(request.url.slice(colon + 1)), this.knows[host] ?? host);
    for (const socket of [client, server]) {
      this.tunnels.add(socket);
      socket.on("close", () => { this.tunnels.delete(socket); client.destroy(); server.destroy(); });
    }
    server.on("error", () => client.end("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"));
    server.on("connect", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      server.write(head);
      client.on("data", (bytes) => { if (this.up.length < SAMPLE) this.up += bytes.toString("latin1"); });
      client.pipe(server).pipe(client);
    });
  }
}

if (!isMainThread) {
  const server = new Server();
  const verbs = {
    start: (value) => server.start(value),
    stop: () => server.stop(),
    cut: () => server.cut(),
    say: (answer) => { server.answer = answer; },
    seen: () => ({ asked: server.asked, others: server.others, up: server.up }),
  };
  parentPort.on("message", async ({ verb, value }) => parentPort.postMessage(await verbs[verb](value)));
}
