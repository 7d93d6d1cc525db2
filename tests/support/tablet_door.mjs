// The door for tablets, as a program knocks at it that trusts the device's authority and nothing else.

import { createHash } from "node:crypto";
import { once } from "node:events";
import https from "node:https";
import tls from "node:tls";

import { eventually } from "./world.mjs";

export const tabletHost = "tablets.example.org";

export class TabletDoor {
  constructor(world) {
    this.world = world;
    this.ca = world.ctl(["tablet", "authority"]);
  }

  get url() {
    return `https://${tabletHost}:${this.world.lanPort}/`;
  }

  #place() {
    return { host: "127.0.0.1", port: this.world.lanPort, servername: tabletHost, ca: this.ca };
  }

  // The key of the certificate that it shows, as Chromium's command line takes it.
  async pin() {
    const socket = tls.connect(this.#place());
    await once(socket, "secureConnect");
    const der = socket.getPeerX509Certificate().publicKey.export({ type: "spki", format: "der" });
    socket.destroy();
    return createHash("sha256").update(der).digest("base64");
  }

  // `from`: another address of this machine, as another tablet has another one.
  request(method, path, body, { cookie, from } = {}) {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const request = https.request({
        ...this.#place(), method, path, agent: false,
        ...(from && { localAddress: from }),
        headers: {
          host: `${tabletHost}:${this.world.lanPort}`,
          ...(text === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(text) }),
          ...(cookie ? { cookie } : {}),
        },
      }, (response) => {
        let received = "";
        response.setEncoding("utf8");
        response.on("data", (chunk) => (received += chunk));
        response.on("end", () => {
          const json = (response.headers["content-type"] ?? "").startsWith("application/json") && received;
          resolve({ status: response.statusCode, headers: response.headers, body: json ? JSON.parse(received) : received });
        });
      });
      request.on("error", reject);
      request.setTimeout(30_000, () => request.destroy(new Error(`${method} ${path}: no answer in 30 s`)));
      request.end(text);
    });
  }

  // Pairs a plain client under this name; the answer, and its cookie.
  async pair(name) {
    const code = this.world.ctl(["tablet", "pair", name]).trim();
    const answer = await eventually("to be paired", async () => {
      const tried = await this.request("POST", "/v1/tablet/pairing", { code });
      return tried.status !== 429 && tried;
    });
    if (answer.status !== 201) throw new Error(`pairing: ${answer.status} ${JSON.stringify(answer.body)}`);
    return { answer, cookie: answer.headers["set-cookie"][0].split(";")[0] };
  }
}
