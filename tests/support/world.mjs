// A whole small world on this machine: a hub, a broker and a device, each the real program with the
// configuration that it would have in a shop, in a temporary folder, on free ports. For the demo and
// for tests that need real processes. Everything it starts it ends by its own process id.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const top = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

export async function freePort() {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

// Resolves as soon as `attempt` gives a value; asks again every `everyMs`, never for longer than `ms`.
export async function eventually(what, attempt, { ms = 20_000, everyMs = 50 } = {}) {
  const deadline = Date.now() + ms;
  let last;
  for (;;) {
    try {
      const value = await attempt();
      if (value) return value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) {
      throw new Error(`waited ${ms / 1000} s for ${what}${last ? `: ${last.message}` : ""}`);
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

function accepts(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    socket.once("connect", () => { socket.destroy(); resolve(true); });
    socket.once("error", () => resolve(false));
  });
}

// One program under our care. Its output goes to a file, which is shown when it ends by surprise.
class Program {
  constructor(name, command, args, { log, env } = {}) {
    Object.assign(this, { name, command, args, log, env });
    this.child = null;
  }

  start() {
    const output = fs.openSync(this.log, "a");
    this.child = spawn(this.command, this.args, {
      stdio: ["ignore", output, output], env: { ...process.env, ...this.env },
    });
    fs.closeSync(output);
    this.ended = once(this.child, "exit").then(([code, signal]) => {
      this.exit = signal ?? code;
      this.child = null;
    });
  }

  get running() {
    return this.child !== null;
  }

  lastWords() {
    return fs.readFileSync(this.log, "utf8").split("\n").slice(-15).join("\n");
  }

  async ready(what, attempt) {
    await eventually(what, () => {
      if (!this.running) throw new Error(`${this.name} ended (${this.exit}):\n${this.lastWords()}`);
      return attempt();
    });
  }

  async stop(signal = "SIGTERM") {
    if (!this.running) return this.exit;
    const { child } = this;
    child.kill(signal);
    const timer = setTimeout(() => child.kill("SIGKILL"), 10_000);
    await this.ended;
    clearTimeout(timer);
    return this.exit;
  }
}

export class World {
  constructor({ bin, keep = false, store = "milano-01", device = "milano-01-pos-1" } = {}) {
    this.bin = bin ?? process.env.TOUCHPOINT_BIN ?? path.join(top, "build/release/bin");
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), "touchpoint-"));
    Object.assign(this, { keep, store, device });
  }

  path(...parts) {
    return path.join(this.folder, ...parts);
  }

  // Runs a command of ours to its end; its standard output.
  run(program, args, { input, allowFailure = false } = {}) {
    const result = spawnSync(path.join(this.bin, program), args, { encoding: "utf8", input, maxBuffer: 1 << 26 });
    if (result.error) throw result.error;
    if (result.status !== 0 && !allowFailure) {
      throw new Error(`${program} ${args.join(" ")} ended with ${result.status}: ${result.stderr}`);
    }
    return allowFailure ? result : result.stdout;
  }

  hubctl(...args) {
    return this.run("touchpoint-hub", [...args, "--config", this.path("hub/hub.toml")]);
  }

  ctl(args, options) {
    return this.run("touchpointctl", ["--config", this.path("device/touchpoint.toml"), ...args], options);
  }

  hubStatus() {
    return JSON.parse(this.hubctl("status", "--json"));
  }

  deviceStatus() {
    const result = this.ctl(["status", "--json"], { allowFailure: true });
    return JSON.parse(result.stdout);
  }

  async end() {
    for (const program of [this.agent, this.broker, this.hub]) await program?.stop();
    if (!this.keep) fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
