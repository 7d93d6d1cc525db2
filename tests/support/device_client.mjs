// Talks to a device's local API as its pages do: by origin, with a session cookie, over a stream.

import http from "node:http";

export class DeviceClient {
  constructor(port, host = "counter.localhost") {
    this.port = port;
    this.host = host;
    this.cookie = "";
    this.streams = [];
  }

  request(method, path, body, headers = {}) {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const request = http.request({
        host: "127.0.0.1", port: this.port, method, path, agent: false,
        headers: {
          host: `${this.host}:${this.port}`,
          ...(text === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(text) }),
          ...(method === "GET" ? {} : { origin: `http://${this.host}:${this.port}` }),
          ...(this.cookie ? { cookie: this.cookie } : {}),
          ...headers,
        },
      }, (response) => {
        let received = "";
        response.setEncoding("utf8");
        response.on("data", (chunk) => (received += chunk));
        response.on("end", () => {
          const json = (response.headers["content-type"] ?? "").includes("json") && received;
          resolve({ status: response.statusCode, headers: response.headers,
                    body: json ? JSON.parse(received) : received });
        });
      });
      request.on("error", reject);
      request.setTimeout(10_000, () => request.destroy(new Error(`${method} ${path}: no answer in 10 s`)));
      request.end(text);
    });
  }

  async expect(status, method, path, body, headers) {
    const answer = await this.request(method, path, body, headers);
    if (answer.status !== status) {
      throw new Error(`${method} ${path}: ${answer.status} instead of ${status}: ${JSON.stringify(answer.body)}`);
    }
    return answer.body;
  }

  async signIn(name, pin) {
    const answer = await this.request("POST", "/v1/session", { name, pin });
    if (answer.status !== 200) throw new Error(`sign-in: ${answer.status} ${JSON.stringify(answer.body)}`);
    this.cookie = answer.headers["set-cookie"][0].split(";")[0];
    return answer.body;
  }

  // Opens the screen's stream; `latest` holds the newest event of each name.
  stream(path = "/v1/stream") {
    const stream = new Stream();
    const request = http.request({
      host: "127.0.0.1", port: this.port, path, agent: false,
      headers: { host: `${this.host}:${this.port}`, accept: "text/event-stream", cookie: this.cookie },
    }, (response) => {
      response.setEncoding("utf8");
      response.on("data", (chunk) => stream.feed(chunk));
      response.on("end", () => stream.end(new Error("the stream ended")));
      if (response.statusCode !== 200) stream.end(new Error(`the stream answered ${response.statusCode}`));
    });
    request.on("error", (error) => stream.end(error));
    request.end();
    stream.close = () => request.destroy();
    this.streams.push(stream);
    return stream;
  }

  close() {
    for (const stream of this.streams) stream.close();
  }
}

class Stream {
  latest = {};
  #text = "";
  #waiting = [];
  #error = null;

  feed(chunk) {
    this.#text += chunk;
    let end;
    while ((end = this.#text.indexOf("\n\n")) >= 0) {
      const lines = this.#text.slice(0, end).split("\n");
      this.#text = this.#text.slice(end + 2);
      const name = lines.find((line) => line.startsWith("event:"))?.slice(6).trim();
      const data = lines.filter((line) => line.startsWith("data:")).map((line) => line.slice(5).trim()).join("\n");
      if (!name) continue;
      this.latest[name] = JSON.parse(data);
      this.#waiting = this.#waiting.filter((waiter) => !waiter.look());
    }
  }

  end(error) {
    this.#error = error;
    for (const waiter of this.#waiting) waiter.reject(error);
    this.#waiting = [];
  }

  // The newest event `name` for which `wanted` holds, now or within the time.
  until(name, wanted, what, ms = 15_000) {
    return new Promise((resolve, reject) => {
      const waiter = {
        reject: (error) => { clearTimeout(timer); reject(error); },
        look: () => {
          const value = this.latest[name];
          if (value === undefined || !wanted(value)) return false;
          clearTimeout(timer);
          resolve(value);
          return true;
        },
      };
      const timer = setTimeout(() => {
        this.#waiting = this.#waiting.filter((other) => other !== waiter);
        reject(new Error(`waited ${ms / 1000} s for ${what}; the last ${name} was ${JSON.stringify(this.latest[name])}`));
      }, ms);
      if (waiter.look()) return;
      if (this.#error) waiter.reject(this.#error);
      else this.#waiting.push(waiter);
    });
  }
}
