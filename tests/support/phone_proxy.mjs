// What a retailer has in front of the hub's door for phones: a reverse proxy with a certificate of its
// own, here with the door in a folder. Opens the door, and gives the address that devices name as [kiosk]
// carry_on.
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import http from "node:http";
import https from "node:https";

import { freePort } from "./world.mjs";

const folder = "/opinion";

export class PhoneProxy {
  constructor(world, host = "feedback.localhost") {
    Object.assign(this, { world, host });
    this.log = []; // what a proxy writes down of each request: method and path
  }

  // Before the hub is started, or while it is stopped.
  async start() {
    const key = this.world.path("proxy.key");
    const certificate = this.world.path("proxy.pem");
    execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
      "-keyout", key, "-out", certificate, "-days", "2", "-subj", `/CN=${this.host}`, "-addext", `subjectAltName=DNS:${this.host}`],
    { stdio: "ignore" });
    this.hubPort = await freePort();
    this.server = https.createServer({ key: fs.readFileSync(key), cert: fs.readFileSync(certificate) },
      (request, response) => this.#pass(request, response)).listen(0, "127.0.0.1");
    await once(this.server, "listening");
    this.url = `https://${this.host}:${this.server.address().port}${folder}/`;
    const file = this.world.path("hub/hub.toml");
    fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace(/(\n\[phones\][^]*?\nlisten = )""([^]*?\nurl = )""/,
      `$1"127.0.0.1:${this.hubPort}"$2"${this.url}"`));
  }

  #pass(request, response) {
    this.log.push(`${request.method} ${request.url}`);
    if (!request.url.startsWith(`${folder}/`)) return response.writeHead(404).end();
    const { method, headers } = request;
    const path = request.url.slice(folder.length);
    const onward = http.request({ host: "127.0.0.1", port: this.hubPort, method, path, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.writeHead(502).end());
    request.pipe(onward);
  }

  async stop() {
    this.server?.closeAllConnections();
    this.server?.close();
  }
}
