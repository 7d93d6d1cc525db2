// Figures that need the real programs: each starts a world of its own and prints one JSON line.

import { fork, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import fs from "node:fs";
import http from "node:http";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { DeviceClient } from "../support/device_client.mjs";
import { World, eventually } from "../support/world.mjs";

const top = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

const say = (figure) => console.log(JSON.stringify(figure));
const rounded = (value, digits = 2) => Number(value.toFixed(digits));
const quantile = (values, q) => values.slice().sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))];
const microseconds = () => Number(process.hrtime.bigint()) / 1000;

async function inWorld(customers, measure) {
  const world = new World();
  try {
    await world.start();
    if (customers) {
      world.openShop({ customers });
      for (const batch of world.shop.batches()) await world.uplink.send(...batch);
      await eventually("the replica to be complete",
        () => world.deviceStatus().replica.profiles >= customers, { ms: 300_000, everyMs: 250 });
    }
    return await measure(world);
  } finally {
    await world.end();
  }
}

// On one core, because crossing cores costs more than the work (see the targets).
function pin(pid) {
  spawnSync("taskset", ["-acp", "0", String(pid)]);
}

// The measuring is bench_scan's: a browser's or Node's own time is not the device's.
async function scanToScreen(world) {
  const client = new DeviceClient(world.agentPort);
  await client.signIn(world.staff.name, world.staff.pin);
  pin(world.agent.pid);
  const measured = spawnSync("taskset",
    ["-c", "0", path.join(top, "build/release/bin/bench_scan"), String(world.agentPort), "3000"],
    { input: world.shop.customers.map((customer) => customer.userId).join("\n"), encoding: "utf8",
      env: { ...process.env, TOUCHPOINT_COOKIE: client.cookie } });
  if (measured.status !== 0) throw new Error(`bench_scan: ${measured.stderr}`);
  return { ...JSON.parse(measured.stdout), limit_is: "the same client's GET /healthz" };
}

async function webToCounter(world) {
  const client = new DeviceClient(world.agentPort);
  await client.signIn(world.staff.name, world.staff.pin);
  const screen = client.stream();
  const customer = world.shop.customers[0];
  await client.expect(202, "POST", "/v1/scans", { code: customer.userId, via: "wedge" });
  await screen.until("card", (card) => card.state === "shown", "the card");
  const arrived = [];
  const accepted = [];
  for (let i = 0; i < 100; i++) {
    const messageId = randomUUID();
    const title = `Page ${i}`;
    const began = microseconds();
    await world.uplink.send({ messageId, type: "page", userId: customer.userId, name: title,
                              timestamp: new Date().toISOString() });
    accepted.push((microseconds() - began) / 1000);
    await screen.until("card", (card) => card.timeline?.some((entry) => entry.title === title), "the page view");
    arrived.push((microseconds() - began) / 1000);
  }
  client.close();
  return { name: "web_to_counter_p95_ms", value: rounded(quantile(arrived, 0.95)), unit: "ms", limit: 2000,
           ratio: rounded(quantile(arrived, 0.95) / 2000, 4), p50: rounded(quantile(arrived, 0.5)),
           hub_accepts_p95_ms: rounded(quantile(accepted, 0.95)), limit_is: "target" };
}

// The text of the page's heading, and when it was painted, once it is not `before` any more.
const painted = (before) => new Promise((resolve) => {
  const look = () => {
    const name = document.querySelector("h1")?.textContent;
    if (!name || name === before) return false;
    // After the next frame: what a rendering callback sees is not on the screen yet.
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => resolve({ name, at: performance.timeOrigin + performance.now() });
      channel.port2.postMessage(0);
    });
    return true;
  };
  if (look()) return;
  const observer = new MutationObserver(() => look() && observer.disconnect());
  observer.observe(document, { childList: true, subtree: true, characterData: true });
});

// From the scan's request to the card painted in Chromium, while 64 callers record and what they record leaves.
async function scanToPainted(world) {
  const { chromium } = createRequire(path.join(top, "tests/e2e/package.json"))("playwright-core");
  const client = new DeviceClient(world.agentPort);
  await client.signIn(world.staff.name, world.staff.pin);
  const token = world.ctl(["token", "add", "till-1"]).trim();
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
  const callers = [];
  try {
    const url = `http://counter.localhost:${world.agentPort}/`;
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const [name, value] = client.cookie.split("=");
    await context.addCookies([{ name, value, url, httpOnly: true, sameSite: "Strict" }]);
    const page = await context.newPage();
    await page.goto(url);
    await page.locator("#scan").waitFor();
    // Of two namesakes one after the other the page would not tell which it shows.
    const called = ({ traits }) => `${traits.firstName} ${traits.lastName}`;
    const customers = world.shop.customers.slice(0, 50).filter((customer, i, all) => called(customer) !== called(all.at(i - 1)));
    const scans = async (count) => {
      const took = [];
      for (let i = 0; i < count; i++) {
        const before = await page.evaluate(() => document.querySelector("h1")?.textContent ?? "");
        const card = page.evaluate(painted, before);
        await page.evaluate(() => {}); // the page is looking by now
        const began = performance.timeOrigin + performance.now();
        await client.expect(202, "POST", "/v1/scans", { code: customers[i % customers.length].userId, via: "wedge" });
        took.push((await card).at - began);
      }
      return took;
    };
    await scans(20); // the page's own first times
    const alone = await scans(100);
    let acknowledged = 0;
    callers.push(fork(path.join(top, "tests/bench/callers.mjs"), [String(world.agentPort), token, "64"]));
    await new Promise((resolve) => callers[0].on("message", (count) => {
      acknowledged = count;
      resolve();
    }));
    const [first, began] = [acknowledged, performance.now()];
    const loaded = await scans(300);
    const rate = (acknowledged - first) / ((performance.now() - began) / 1000);
    return { name: "scan_to_painted_p99_ms", value: rounded(quantile(loaded, 0.99), 1), unit: "ms", limit: 100,
             ratio: rounded(quantile(loaded, 0.99) / 100, 3), p50: rounded(quantile(loaded, 0.5), 1),
             alone_p50: rounded(quantile(alone, 0.5), 1), alone_p99: rounded(quantile(alone, 0.99), 1),
             recorded_per_s: rounded(rate, 0), limit_is: "target" };
  } finally {
    for (const caller of callers) caller.kill("SIGKILL");
    await browser.close();
    client.close();
  }
}

// The same file into a bare table by the sqlite3 shell, as fast as SQLite alone takes it.
function rawImport(world, file) {
  const plain = world.path("orders.csv");
  const unpacked = spawnSync("zstd", ["-dqf", file, "-o", plain]);
  if (unpacked.status !== 0) throw new Error("zstd could not unpack the orders");
  const began = microseconds();
  const result = spawnSync("sqlite3", [world.path("raw.db"), "-cmd", ".mode csv", `.import ${plain} lines`]);
  if (result.status !== 0) throw new Error(`sqlite3: ${result.stderr}`);
  return (microseconds() - began) / 1e6;
}

async function loadRealShop(world) {
  const file = process.env.TOUCHPOINT_ORDERS ?? path.join(top, "../shared/data/online-retail-2009-2010.csv.zst");
  if (!fs.existsSync(file)) {
    console.error(`hub_load_real_shop_s: ${file} is not there; set TOUCHPOINT_ORDERS`);
    return null;
  }
  const source = world.realShop();
  const began = microseconds();
  const summary = world.hubctl("import", "orders", file, "--source", source);
  const loaded = (microseconds() - began) / 1e6;
  const { profiles } = world.hubStatus();
  await eventually("the replica", () => world.deviceStatus().replica.profiles >= profiles, { ms: 120_000 });
  const replicated = (microseconds() - began) / 1e6 - loaded;
  const raw = rawImport(world, file);
  return { name: "hub_load_real_shop_s", value: rounded(loaded), unit: "s", limit: rounded(raw),
           ratio: rounded(loaded / raw), limit_is: "sqlite3 .import of the same file into a bare table",
           replica_after_s: rounded(replicated), profiles, summary: summary.trim().split("\n").at(-1) };
}

function residentMb(pid) {
  const line = fs.readFileSync(`/proc/${pid}/status`, "utf8").match(/^VmRSS:\s+(\d+) kB/m);
  return Number(line[1]) / 1024;
}

function contextSwitches(pid) {
  return fs.readdirSync(`/proc/${pid}/task`).reduce((sum, task) => {
    const text = fs.readFileSync(`/proc/${pid}/task/${task}/status`, "utf8");
    return sum + Number(text.match(/^voluntary_ctxt_switches:\s+(\d+)/m)[1]);
  }, 0);
}

// Enrolled, online, a replica of 50,000 profiles on disk, freshly started, nobody there.
async function idle(world, wanted) {
  await world.agent.stop();
  await world.startAgent();
  await eventually("the device to be online", () => world.deviceStatus().hub.online, { ms: 60_000 });
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  const before = contextSwitches(world.agent.pid);
  const seconds = 60;
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const wakeups = (contextSwitches(world.agent.pid) - before) / seconds;
  const rss = residentMb(world.agent.pid);
  const figures = {
    idle_rss_mb: { name: "idle_rss_mb", value: rounded(rss, 1), unit: "MB", limit: 15, ratio: rounded(rss / 15), limit_is: "target" },
    idle_wakeups: { name: "idle_wakeups", value: rounded(wakeups, 3), unit: "1/s", limit: 0.3, ratio: rounded(wakeups / 0.3), limit_is: "target" },
  };
  for (const name of wanted) say(figures[name]);
}

// From exec to the first 200, median of seven, with the same replica.
async function coldStart(world) {
  const starts = [];
  for (let i = 0; i < 7; i++) {
    await world.agent.stop();
    const began = microseconds();
    await world.startAgent({ everyMs: 1 });
    starts.push((microseconds() - began) / 1000);
  }
  return { name: "cold_start_ms", value: rounded(quantile(starts, 0.5), 1), unit: "ms", limit: 60,
           ratio: rounded(quantile(starts, 0.5) / 60), limit_is: "target",
           profiles: world.deviceStatus().replica.profiles };
}

// From the request to the first question on the screen, on a processor slowed to a quarter: a tablet of ten years
// ago. Beside it, in turn with it, a page of one heading: what the browser itself takes for any page.
async function kioskFirstPaint(world) {
  const { openBrowser, openPage } = await import("../e2e/browser.mjs");
  const heading = http.createServer((request, response) => {
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.end('<!doctype html><html lang="it"><title>.</title><link rel="icon" href="data:,"><h1>Un momento</h1></html>');
  }).listen(0, "127.0.0.1");
  await once(heading, "listening");
  const browser = await openBrowser();
  const paintsOf = async (url, settled) => {
    const page = await openPage(browser, "about:blank");
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("Emulation.setCPUThrottlingRate", { rate: 4 });
    await page.goto(url);
    // Nothing of ours runs in the page before it is painted: Playwright's own looking costs 60 ms at this rate.
    await new Promise((resolve) => setTimeout(resolve, 2000));
    await page.locator(settled).first().waitFor();
    const found = await page.evaluate(() => new Promise((resolve) => {
      new PerformanceObserver((list) => resolve({
        largest: list.getEntries().at(-1).startTime,
        first: performance.getEntriesByName("first-contentful-paint")[0].startTime,
      })).observe({ type: "largest-contentful-paint", buffered: true });
    }));
    await page.context().close();
    return found;
  };
  const [kiosk, raw] = [[], []];
  for (let i = 0; i < 15; i++) {
    kiosk.push(await paintsOf(`http://kiosk.localhost:${world.agentPort}/`, "[role=radio]"));
    raw.push(await paintsOf(`http://127.0.0.1:${heading.address().port}/`, "h1"));
  }
  await browser.close();
  heading.close();
  const of = (paints, which, q = 0.5) => rounded(quantile(paints.map((paint) => paint[which]), q), 1);
  // The largest thing painted: the question.
  return { name: "kiosk_first_paint_ms", value: of(kiosk, "largest"), unit: "ms", limit: 200,
           ratio: rounded(of(kiosk, "largest") / 200), worst: of(kiosk, "largest", 1), best: of(kiosk, "largest", 0),
           first_contentful_p50: of(kiosk, "first"), heading_alone_p50: of(raw, "largest"),
           heading_alone_best: of(raw, "largest", 0), limit_is: "target" };
}

const names = process.argv.slice(2);
const wants = (name) => names.includes(name);
if (wants("scan_to_screen_p99_us")) say(await inWorld(1000, scanToScreen));
if (wants("scan_to_painted_p99_ms")) say(await inWorld(1000, scanToPainted));
if (wants("web_to_counter_p95_ms")) say(await inWorld(1000, webToCounter));
if (wants("hub_load_real_shop_s")) {
  const figure = await inWorld(0, loadRealShop);
  if (figure) say(figure);
}
if (wants("kiosk_first_paint_ms")) say(await inWorld(0, kioskFirstPaint));
const quiet = ["idle_rss_mb", "idle_wakeups"].filter(wants);
if (quiet.length || wants("cold_start_ms")) {
  await inWorld(50_000, async (world) => {
    if (quiet.length) await idle(world, quiet);
    if (wants("cold_start_ms")) say(await coldStart(world));
  });
}
