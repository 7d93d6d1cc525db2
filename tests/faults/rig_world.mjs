// The test world as a rig wants it: all waiting of the programs is configured short, so that minutes
// hold hundreds of faults; a shop could configure the same. Programs die and come back.

import fs from "node:fs";

import { World, eventually } from "../support/world.mjs";

const SYNC = {
  receipt_timeout: "700ms", backoff_max: "300ms", news_poll: "500ms",
  request_timeout: "1s", probe: "500ms", keep_alive: "5s", batch_rows: 200,
};
const STANDSTILL_MS_MAX = 60_000;  // longer than any waiting of the programs, as configured here
const DESCRIPTORS_MAX = 128;
const MEMORY_MB_MAX = { agent: 96, hub: 160 }; // 64 of the hub's are its database's pages
const HUB_MQTT = '\nkeep_alive = "5s"\nbackoff_max = "500ms"\n';

export class RigWorld extends World {
  constructor() {
    super({ sync: SYNC });
    // However the rig ends, its programs end with it.
    this.lastResort = () => {
      for (const program of [this.agent, this.broker, this.hub]) program?.child?.kill("SIGKILL");
    };
    process.once("exit", this.lastResort);
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1));
  }

  async makeHub() {
    await super.makeHub();
    this.shortenHub();
  }

  shortenHub() {
    fs.appendFileSync(this.path("hub/hub.toml"), HUB_MQTT);
  }

  async start() {
    await this.makeHub();
    await this.startBroker();
    await this.startHub();
    await this.makeDevice();
    await this.startAgent();
    await this.enrol();
    this.token = this.ctl(["token", "add", "till"]).trim();
  }

  get apiSocket() {
    return this.path("device/run/api.sock");
  }

  // As far as the device knows; "?" while it is dead.
  storedThrough() {
    try {
      return this.deviceStatus().journal.through;
    } catch {
      return "?";
    }
  }

  comeBack(what) {
    if (what === "agent") return this.startAgent({ everyMs: 10 });
    if (what === "hub") return this.startHub({ everyMs: 10 });
    return this.startBroker({ everyMs: 10 });
  }

  // Programs that have ended although nobody killed them.
  fallen() {
    return [this.agent, this.hub, this.broker].filter((program) => !program.running)
      .map((program) => `${program.name} has ended (${program.exit})`);
  }

  // What the programs hold now that is more than any of them may ever need: faults must not pile up.
  excesses() {
    return ["agent", "hub"].filter((what) => this[what].running).flatMap((what) => {
      const { pid } = this[what];
      const descriptors = fs.readdirSync(`/proc/${pid}/fd`).length;
      const peak = Number(fs.readFileSync(`/proc/${pid}/status`, "utf8").match(/^VmHWM:\s+(\d+) kB/m)[1]) / 1024;
      return [
        descriptors > DESCRIPTORS_MAX ? `the ${what} holds ${descriptors} descriptors` : "",
        peak > MEMORY_MB_MAX[what] ? `the ${what} has needed ${Math.round(peak)} MB` : "",
      ].filter(Boolean);
    });
  }

  // Files that a program could not use and put aside: there may be none.
  setAside() {
    return [this.path("device/state"), this.path("hub")]
      .flatMap((folder) => fs.readdirSync(folder).map((name) => `${folder}/${name}`))
      .filter((name) => /\.aside-|\.suspect/.test(name));
  }

  // Waits until everything that the device has recorded has its receipt, as long as the hub gets on.
  // Gives what stands in the way, or null. Whether that is all that was acknowledged is asked at the hub.
  async drained() {
    let before = -1;
    for (;;) {
      let now = null;
      await eventually("the device to get on", () => {
        now = this.deviceStatus();
        return now.journal.through > before || now.journal.through === now.journal.last;
      }, { ms: STANDSTILL_MS_MAX, everyMs: 250 }).catch(() => {});
      if (now === null) return "the device gives no status";
      const { last, through } = now.journal;
      if (last > 0 && through === last) return null;
      if (through <= before) return `of ${last} rows ${through} have their receipt, and no more come: ${now.hub.problem}`;
      before = through;
    }
  }

  async end() {
    await super.end();
    process.off("exit", this.lastResort);
  }
}
