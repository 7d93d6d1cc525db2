// A world with a bad network in it: device and hub reach the broker, and the device reaches the hub,
// only through proxies of the rig.

import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";

import { eventually, freePort } from "../support/world.mjs";
import { issueServer } from "./certificate.mjs";
import { HttpsDuplicator, MqttDuplicator } from "./duplicator.mjs";
import { FaultProxy } from "./proxy.mjs";
import { RigWorld } from "./rig_world.mjs";

// The device speaks to this address and the hub to 127.0.0.1, so that one port, which the hub
// tells to its devices, leads to two proxies.
const DEVICE_SIDE = "127.0.0.2";
const HUB_SIDE = "127.0.0.1";
const DUPLICATED = 0.7;  // of the device's connections lead through a duplicator
const OFTEN = 0.3;       // of what could come twice there does

export class FaultWorld extends RigWorld {
  constructor({ budget, seed }) {
    super();
    Object.assign(this, { budget, seed });
    this.proxies = [];
    this.duplicators = [];
    this.direct = true;  // until the device has its certificate
  }

  get hubUrl() {
    return `https://${DEVICE_SIDE}:${this.hubProxy.port}`;
  }

  async makeHub() {
    this.devicesPort = await freePort();
    this.sourcesPort = await freePort();
    this.brokerPort = await freePort();
    await this.#makeProxies();
    this.run("touchpoint-hub", ["init", "--console-listen", "", "--dir", this.path("hub"), "--name", "Rig hub",
      "--host", DEVICE_SIDE, "--host", HUB_SIDE, "--host", "localhost",
      "--devices-listen", `127.0.0.1:${this.devicesPort}`,
      "--sources-listen", `127.0.0.1:${this.sourcesPort}`,
      "--mqtt-port", String(this.deviceBrokerProxy.port)]);
    this.shortenHub();
    const conf = this.path("hub/mosquitto/mosquitto.conf");
    fs.writeFileSync(conf, fs.readFileSync(conf, "utf8")
      .replace(/^listener .*$/m, `listener ${this.brokerPort} 127.0.0.1`));
    const server = issueServer(this.path("hub"), this.path("rig"), DEVICE_SIDE);
    for (const duplicator of this.duplicators) {
      duplicator.server = server;
      await duplicator.start();
    }
  }

  async #makeProxies() {
    const { budget, seed } = this;
    const device = () => {
      const file = (name) => fs.readFileSync(this.path("device/state/identity", name));
      return { ca: file("ca.pem"), cert: file("certificate.pem"), key: file("key.pem") };
    };
    const duplicated = (Kind, name, target) => {
      const duplicator = new Kind({ name, device, target, budget, seed, share: OFTEN });
      this.duplicators.push(duplicator);
      return (random) => !this.direct && random.chance(DUPLICATED) ? duplicator.port : target();
    };
    const proxy = async (options) => {
      const made = new FaultProxy({ budget, seed, ...options });
      await made.start();
      this.proxies.push(made);
      return made;
    };
    const broker = () => this.brokerPort;
    const hub = () => this.devicesPort;
    this.deviceBrokerProxy = await proxy({ name: "device-broker", host: DEVICE_SIDE, port: 0,
      targets: duplicated(MqttDuplicator, "mqtt", broker) });
    this.hubBrokerProxy = await proxy({ name: "hub-broker", host: HUB_SIDE, port: this.deviceBrokerProxy.port,
      targets: broker, forever: 0 });  // the hub waits 30 s for a greeting, which is not configured
    this.hubProxy = await proxy({ name: "device-hub", host: DEVICE_SIDE, port: 0,
      targets: duplicated(HttpsDuplicator, "https", hub) });
  }

  // Not as World does it: while it waits for the command nobody would serve the proxies.
  async enrol() {
    const token = this.hubctl("token", "--device", this.device, "--store", this.store);
    const command = spawn(path.join(this.bin, "touchpointctl"), ["--config", this.path("device/touchpoint.toml"),
      "enrol", "--hub", this.hubUrl, "--token-file", "-"], { stdio: ["pipe", "ignore", "pipe"] });
    const ended = once(command, "exit");
    let said = "";
    command.stderr.on("data", (chunk) => (said += chunk));
    command.stdin.end(token);
    const [code] = await ended;
    if (code !== 0) throw new Error(`enrol ended with ${code}: ${said}`);
    await eventually("the device to be online", () => this.deviceStatus().hub.online, { ms: 60_000 });
    this.direct = false;
  }

  heal() {
    this.budget.open = false;
    for (const proxy of this.proxies) proxy.heal();
  }

  // One of the programs dies without a word, and comes back after `ms`.
  async kill(what, ms) {
    const program = this[what];
    await program.stop("SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, ms));
    await this.comeBack(what);
  }

  // The hub as it was when this was called, to be put back later.
  async backUpHub() {
    await this.hub.stop();
    for (const name of this.#hubFiles()) fs.copyFileSync(this.path("hub", name), this.path("rig", name));
    await this.comeBack("hub");
  }

  // Somebody restores the hub from that backup: what it has stored since is gone, and it has said of
  // all that it was stored.
  async restoreHub() {
    await this.hub.stop();
    for (const name of this.#hubFiles()) fs.rmSync(this.path("hub", name));
    for (const name of fs.readdirSync(this.path("rig")).filter((each) => each.startsWith("hub.db"))) {
      fs.copyFileSync(this.path("rig", name), this.path("hub", name));
    }
    await this.comeBack("hub");
  }

  #hubFiles() {
    return fs.readdirSync(this.path("hub")).filter((name) => name.startsWith("hub.db"));
  }

  async end() {
    this.heal();
    for (const proxy of this.proxies) proxy.end();
    for (const duplicator of this.duplicators) duplicator.end();
    await super.end();
  }
}
