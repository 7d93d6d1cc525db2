// A whole small world on this machine: a hub, a broker and a device, each the real program with the
// configuration that it would have in a shop, in a temporary folder, on free ports. For the demo and
// for tests that need real processes. Everything it starts it ends by its own process id.

import { spawn, spawnSync } from "node:child_process";
import { randomBytes, randomInt } from "node:crypto";
import { once } from "node:events";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { NOTICE, noticeLine } from "./notice.mjs";
import { Shop, ShopUplink } from "./shop.mjs";

const top = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

// Debian keeps mosquitto where only root's PATH looks.
const searched = `${process.env.PATH}:/usr/sbin`;

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
export class Program {
  constructor(name, command, args, { log, env } = {}) {
    Object.assign(this, { name, command, args, log, env });
    this.child = null;
  }

  start() {
    const output = fs.openSync(this.log, "a");
    this.child = spawn(this.command, this.args, {
      stdio: ["ignore", output, output], env: { ...process.env, PATH: searched, ...this.env },
    });
    fs.closeSync(output);
    // What cannot be started has ended as well.
    this.ended = once(this.child, "exit").catch((error) => [error.message]).then(([code, signal]) => {
      this.exit = signal ?? code;
      this.child = null;
    });
  }

  get pid() {
    return this.child?.pid;
  }

  get running() {
    return this.child !== null;
  }

  lastWords() {
    return fs.readFileSync(this.log, "utf8").split("\n").slice(-15).join("\n");
  }

  async ready(what, attempt, options) {
    let surprise = null;
    await eventually(what, () => {
      if (this.running) return attempt();
      surprise = new Error(`${this.name} ended (${this.exit}):\n${this.lastWords()}`);
      return true;
    }, options);
    if (surprise) throw surprise;
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

// Shorter than a shop would have it: tests wait for what happens after these times.
const SYNC = { receipt_timeout: "5s", backoff_max: "5s", news_poll: "2s" };

export class World {
  constructor({ bin, keep = false, store = "milano-01", device = "milano-01-pos-1", sync = SYNC,
    storage = "", hosts = ["localhost", "127.0.0.1"], notice = NOTICE, lan } = {}) {
    this.bin = bin ?? process.env.TOUCHPOINT_BIN ?? path.join(top, "build/release/bin");
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), "touchpoint-"));
    Object.assign(this, { keep, store, device, sync: { ...sync }, storage, hosts, notice, lan });
    this.ending = false;
  }

  path(...parts) {
    return path.join(this.folder, ...parts);
  }

  // Nothing may start behind end(): it would stay when we have gone.
  launch(program) {
    if (this.ending) throw new Error(`${program.name} is not started: everything is being ended`);
    program.start();
  }

  // Runs a command of ours to its end; its standard output.
  run(program, args, { input, allowFailure = false } = {}) {
    const result = spawnSync(path.join(this.bin, program), args, { encoding: "utf8", input, maxBuffer: 1 << 26 });
    // EPIPE: it ended before it had read its input, and its exit code says why.
    if (result.error && (result.error.code !== "EPIPE" || result.status === null)) throw result.error;
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

  // What the hub has of this device's journal.
  hubJournal() {
    const device = this.hubStatus().devices.find((entry) => entry.device === this.device);
    return device?.journals[0] ?? { through: 0, stored: 0 };
  }

  deviceStatus() {
    const result = this.ctl(["status", "--json"], { allowFailure: true });
    return JSON.parse(result.stdout);
  }

  // Hub, broker and one device, enrolled the way IT enrols it, with one member of staff.
  async start() {
    await this.makeHub();
    await this.startBroker();
    await this.startHub();
    await this.makeDevice();
    await this.startAgent();
    await this.enrol();
    this.staff = await this.addStaff("giulia", "Giulia R.");
  }

  async makeHub() {
    this.devicesPort = await freePort();
    this.sourcesPort = await freePort();
    this.brokerPort = await freePort();
    this.consolePort = await freePort();
    this.run("touchpoint-hub", ["init", "--dir", this.path("hub"), "--name", "Demo hub",
      ...this.hosts.flatMap((host) => ["--host", host]),
      "--devices-listen", `127.0.0.1:${this.devicesPort}`,
      "--sources-listen", `127.0.0.1:${this.sourcesPort}`,
      "--console-listen", `127.0.0.1:${this.consolePort}`,
      "--mqtt-port", String(this.brokerPort)]);
  }

  async startBroker({ everyMs = 50 } = {}) {
    this.broker ??= new Program("mosquitto", "mosquitto", ["-c", this.path("hub/mosquitto/mosquitto.conf")],
      { log: this.path("broker.log") });
    this.launch(this.broker);
    await this.broker.ready("the broker", () => accepts(this.brokerPort), { everyMs });
  }

  // Whether the broker lets in whoever shows this certificate; by default the device's. By a connection of
  // its own: one that is open already says nothing.
  brokerTakes(identity = this.path("device/state/identity")) {
    const { status, stderr } = spawnSync("mosquitto_sub", ["-h", this.hosts[0], "-p", String(this.brokerPort), "-i", "somebody-else", "-E", "-W", "20",
      "-t", `touchpoint/v1/${this.store}/${this.device}/news`, "--cafile", path.join(identity, "ca.pem"),
      "--cert", path.join(identity, "certificate.pem"), "--key", path.join(identity, "key.pem")], { encoding: "utf8", env: { ...process.env, PATH: searched } });
    if (status === 27) throw new Error(`the broker says nothing: ${stderr}`);  // as -W does
    return status === 0;
  }

  async startHub({ everyMs = 50 } = {}) {
    this.hub ??= new Program("touchpoint-hub", path.join(this.bin, "touchpoint-hub"),
      ["serve", "--config", this.path("hub/hub.toml")], { log: this.path("hub.log") });
    this.launch(this.hub);
    await this.hub.ready("the hub", async () =>
      (await accepts(this.devicesPort)) && (await fetch(`${this.sourcesUrl}/healthz`)).ok, { everyMs });
  }

  get hubUrl() {
    return `https://${this.hosts[0]}:${this.devicesPort}`;
  }

  get consoleUrl() {
    return `http://console.localhost:${this.consolePort}`;
  }

  // Somebody who may sign in at the hub's console; gives their name and password.
  addOperator(name) {
    const password = `${randomBytes(12).toString("base64url")} of ${name}`;
    this.run("touchpoint-hub", ["operator", "add", name, "--config", this.path("hub/hub.toml")],
      { input: `${password}\n` });
    return { name, password };
  }

  get sourcesUrl() {
    return `http://127.0.0.1:${this.sourcesPort}`;
  }

  async makeDevice() {
    this.agentPort = await freePort();
    fs.mkdirSync(this.path("device"));
    fs.writeFileSync(this.path("device/touchpoint.toml"), `
[device]
store = "${this.store}"
name = "${this.device}"
store_name = "Milano, Via Torino"

[storage]
state = "${this.path("device/state")}"
runtime = "${this.path("device/run")}"
${this.storage}

[web]
listen = "127.0.0.1:${this.agentPort}"
${await this.#lanSection()}
[privacy]
controller = "Demo Retail S.p.A., Milano"
purposes = ["service", "loyalty"]
${this.notice ? noticeLine(this.notice) : ""}

[sync]
${Object.entries(this.sync).map(([key, value]) => `${key} = ${JSON.stringify(value)}`).join("\n")}
`);
  }

  // `lan`: the names by which tablets call the device; its door is then open on `lanPort`.
  async #lanSection() {
    if (!this.lan) return "";
    this.lanPort = await freePort();
    return `\n[lan]\nlisten = "127.0.0.1:${this.lanPort}"\nnames = ${JSON.stringify(this.lan)}\n`;
  }

  async startAgent({ everyMs = 50 } = {}) {
    this.agent ??= new Program("touchpointd", path.join(this.bin, "touchpointd"),
      ["--config", this.path("device/touchpoint.toml")], { log: this.path("device.log") });
    this.launch(this.agent);
    await this.agent.ready("the agent",
      async () => (await fetch(`http://127.0.0.1:${this.agentPort}/healthz`)).ok, { everyMs });
  }

  async enrol() {
    const token = this.hubctl("token", "--device", this.device, "--store", this.store);
    this.ctl(["enrol", "--hub", this.hubUrl, "--token-file", "-"], { input: token });
    await eventually("the device to be online", () => this.deviceStatus().hub.online, { ms: 60_000, everyMs: 100 });
  }

  // Somebody who may sign in; gives their name and PIN.
  async addStaff(name, displayName, role = "associate") {
    for (;;) {
      const pin = String(randomInt(100_000, 1_000_000));
      const result = this.ctl(["staff", "add", name, "--display-name", displayName, "--role", role, "--pin-file", "-"],
        { input: `${pin}\n`, allowFailure: true });
      if (result.status === 0) return { name, display_name: displayName, pin };
      // A PIN that is easily guessed is refused: throw again. Anything else is an error.
      if (!/PIN/.test(result.stderr)) throw new Error(`staff add: ${result.stderr}`);
    }
  }

  // A generated web shop that may speak to the hub.
  openShop(options) {
    this.shop = new Shop({ store: this.store, ...options });
    const key = this.hubctl("source", "add", "web-shop", "--user-id", "loyalty", "--home-store", this.store);
    this.uplink = new ShopUplink(this.sourcesUrl, key.trim());
  }

  // The source under which a real shop's orders are loaded; its customer ids are loyalty numbers.
  realShop() {
    this.hubctl("source", "add", "real-shop", "--user-id", "loyalty", "--home-store", this.store);
    return "real-shop";
  }

  // The end of each program's log, for when something went wrong.
  lastWords() {
    return [this.hub, this.broker, this.agent].filter(Boolean)
      .map((program) => `--- ${program.name}\n${program.lastWords()}`);
  }

  async end() {
    this.ending = true;
    for (const program of [this.agent, this.broker, this.hub]) await program?.stop();
    if (!this.keep) fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
