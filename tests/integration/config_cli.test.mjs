// The list of what people and machines do wrong with configuration and command line, one by one, told to
// the real programs: each is refused in one sentence with the exit code that says whose turn it is, and
// nothing is left behind.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";

import { eventually, World } from "../support/world.mjs";

const world = new World();
const file = world.path("agent.toml");
const START = `[device]\nstore = "milano-01"\nname = "pos-3"\n[storage]\nstate = "${world.path("state")}"\n` +
  `runtime = "${world.path("run")}"\n`;

// Both programs must say the same of it.
function run(program, args, options = {}) {
  const result = spawnSync(path.join(world.bin, program), args, { encoding: "utf8", timeout: 20_000, ...options });
  assert.equal(result.error, undefined, `${program} ${args.join(" ")}`);
  return result;
}
function refusedAs(expected, target = file) {
  for (const [program, args] of [["touchpointd", ["--config", target]], ["touchpointctl", ["config", "check", target]],
    ["touchpointctl", ["config", "show", target]]]) {
    const { status, stderr, stdout } = run(program, args);
    assert.equal(status, 78, `${program}: ${stderr}`);
    assert.equal(stdout, "");
    assert.match(stderr, expected);
    assert.equal(stderr.trim().split("\n").length, 1, stderr);
  }
  assert.ok(!fs.existsSync(world.path("state")), "nothing was made");
}

test.after(() => world.end());

const WRONG = {
  "empty": ["", /the file is empty; "store" in \[device\] must be set/],
  "an unknown key": [`${START}stat = "/x"\n`, /:7:1: unknown key "stat" in \[storage\]; did you mean "state"\?/],
  "a duplicate key": [`${START}runtime = "/x"\n`, /:7:\d+: /],
  "a duplicate section": [`${START}[device]\nname = "x"\n`, /:7:\d+: /],
  "a wrong type": [`${START}[sync]\nbatch_rows = "many"\n`, /:8:14: "batch_rows" in \[sync\] must be a whole number/],
  "a negative number": [`${START}[sync]\nbatch_rows = -1\n`, /:8:14: .* must be from 1 to 5000, not -1/],
  "port 0": [`${START}[web]\nlisten = "127.0.0.1:0"\n`, /:8:10: .* a port from 1 to 65535/],
  "port 70000": [`${START}[web]\nlisten = "127.0.0.1:70000"\n`, /:8:10: .* a port from 1 to 65535/],
  "0.0.0.0": [`${START}[web]\nlisten = "0.0.0.0:7080"\n`, /:8:10: .* an address of this device only/],
  "bad UTF-8": [Buffer.concat([Buffer.from(START), Buffer.from([0x23, 0xff, 0xfe, 0x0a])]), /:7:1: the line is not UTF-8/],
  "UTF-16": [Buffer.from(`\ufeff${START}`, "utf16le"), /:1:1: the file is UTF-16; save it as UTF-8/],
  "half-written": [START.slice(0, -3), /:6:\d+: /],
  "a control character": [`${START}[privacy]\ncontroller = "a\\u001b[2J"\n`, /:8:14: .* must not hold control characters/],
};
for (const [what, [text, expected]] of Object.entries(WRONG)) {
  test(`a configuration is refused: ${what}`, () => {
    fs.writeFileSync(file, text);
    refusedAs(expected);
  });
}

test("config check names patterns of which one holds the other", () => {
  fs.writeFileSync(file, `${START}[scan]\norder_pattern = "[0-9]{6}"\n`);
  const { status, stdout } = run("touchpointctl", ["config", "check", file, "--lang", "en"]);
  assert.equal(status, 0);
  assert.match(stdout, /order_pattern: every code of it \(such as 111111\) fits loyalty_pattern as well/);
  fs.writeFileSync(file, START);
  assert.doesNotMatch(run("touchpointctl", ["config", "check", file, "--lang", "en"]).stdout, /every code/);
});

test("a configuration is refused: missing, a folder or a FIFO", () => {
  refusedAs(/cannot read .*absent\.toml: No such file/, world.path("absent.toml"));
  refusedAs(/is not a regular file/, world.folder);
  const fifo = world.path("fifo");
  assert.equal(spawnSync("mkfifo", [fifo]).status, 0);
  refusedAs(/is not a regular file/, fifo);
});

test("what editors on tills write is accepted", () => {
  fs.writeFileSync(file, `\ufeff${START.replaceAll("\n", "\r\n")}`);
  const { status, stdout } = run("touchpointctl", ["--lang", "en", "config", "check", file]);
  assert.equal(status, 0);
  assert.match(stdout, /agent\.toml is right: device pos-3, store milano-01/);
  assert.match(run("touchpointctl", ["--lang", "it", "config", "check", file]).stdout, /è giusto/);
});

test("a command line that is wrong", () => {
  const cases = [
    [["enrol", "--hub", "http://hub.example", "--token-file", "-"], /must begin with https:\/\//],
    [["enrol", "--hub", "https://hub.example", "--token", "tp1.hush"], /secrets never stand on the command line/],
    [["staff", "add", "g", "--display-name", "G", "--pin", "271828"], /secrets never stand on the command line/],
    [["status", "--verbose"], /--verbose/],
    [["docter"], /Did you mean "doctor"\?/],
    [["tail", "-n", "0"], /--rows/],
    [["tail", "-n", "many"], /--rows/],
    [["backup"], /file is required/],
    [["completion", "zsh"], /zsh|required/],
    [[], /required/],
  ];
  for (const [args, expected] of cases) {
    const { status, stderr, stdout } = run("touchpointctl", args);
    assert.equal(status, 2, args.join(" "));
    assert.equal(stdout, "");
    assert.match(stderr, expected);
    assert.doesNotMatch(stderr, /hush|271828/);
  }
});

test("a closed or full standard output, and no HOME", () => {
  for (const args of ["config example", "config man", "completion bash", "manual", "doctor --json", "config show"]) {
    const shell = (end) => spawnSync("sh", ["-c", `"$0" --config "$1" ${args} ${end}`,
      path.join(world.bin, "touchpointctl"), file], { encoding: "utf8", env: {} });
    const closed = shell(">&-");
    assert.equal(closed.status, 1, args);
    assert.match(closed.stderr, /cannot write to standard output/);
    assert.match(shell("> /dev/full").stderr, /No space left on device/, args);
  }
  assert.equal(run("touchpointctl", ["config", "show", file], { env: {} }).status, 0);
});

test("two programs with one state folder, and a key that others can read", async () => {
  await world.makeDevice();
  await world.startAgent();
  const config = world.path("device/touchpoint.toml");
  const second = run("touchpointd", ["--config", config]);
  assert.equal(second.status, 75);
  assert.match(second.stderr, /another touchpointd already runs with the state folder/);
  assert.equal(world.deviceStatus().journal.state, "well");
  await world.agent.stop();

  fs.chmodSync(world.path("device/state/device.key"), 0o644);
  const open = run("touchpointd", ["--config", config]);
  assert.equal(open.status, 78);
  assert.match(open.stderr, /must be a regular file that only its owner can read \(chmod 600\)/);
  const doctor = JSON.parse(world.ctl(["doctor", "--json"], { allowFailure: true }).stdout);
  assert.match(doctor.findings.find(({ check }) => check === "permissions").advice, /^chmod go-rwx .*device\.key$/);
});

test("another user is told whose turn it is, and changes nothing", { skip: process.getuid() !== 0 && "only root can become another user" }, async () => {
  fs.chmodSync(world.path("device/state/device.key"), 0o600);
  await world.startAgent();
  fs.chmodSync(world.folder, 0o755);
  // Where the programs were built others may have no business.
  const copy = world.path("touchpointctl");
  fs.copyFileSync(path.join(world.bin, "touchpointctl"), copy);
  fs.chmodSync(copy, 0o755);
  const asNobody = (...args) => {
    const done = spawnSync(copy, ["--config", world.path("device/touchpoint.toml"), ...args],
      { encoding: "utf8", uid: 65534, gid: 65534, cwd: "/" });
    assert.equal(done.error, undefined);
    return done;
  };
  const status = asNobody("status");
  assert.equal(status.status, 1, status.stderr);
  assert.match(status.stderr, /only the service's user may use .*: run this as that user, or root/);
  const doctor = JSON.parse(asNobody("doctor", "--json").stdout);
  assert.equal(doctor.findings.find(({ check }) => check === "daemon").verdict, "wrong");
  // Root may do everything, and the socket stays closed to others.
  assert.equal(fs.statSync(world.path("device/run/control.sock")).mode & 0o077, 0);
  assert.equal(world.deviceStatus().journal.state, "well");
  const follow = spawn(path.join(world.bin, "touchpointctl"), ["--config", world.path("device/touchpoint.toml"), "tail", "--follow"]);
  follow.stdout.once("data", () => follow.stdout.destroy());
  await eventually("tail to end with its reader", () => follow.exitCode !== null);
});

// script(1) runs a command on a terminal of its own and copies what appears there.
function onATerminal(command, env = {}) {
  const { status, stdout, stderr } = spawnSync("script", ["--quiet", "--return", "--command", command, "/dev/null"],
    { encoding: "utf8", input: "", env: { PATH: process.env.PATH, TERM: "xterm-256color", LANG: "en_US.UTF-8", SHELL: "/bin/sh", ...env } });
  assert.equal(stderr, "", command);
  return { status, shown: stdout.replaceAll("\r\n", "\n") };
}

test("colours appear on a terminal only, never with NO_COLOR, and carry no meaning alone", async () => {
  if (!world.agent.running) await world.startAgent();
  const ESCAPE = "\u001b";
  const plain = (text) => text.replace(/\u001b\[[0-9;]*m/g, "");
  // What the clock says differs from one run to the next; a word has no digits.
  const words = (text) => plain(text).replace(/[\d.]+/g, "#");
  const ctl = `"${path.join(world.bin, "touchpointctl")}" --config "${world.path("device/touchpoint.toml")}"`;
  for (const command of ["status", "doctor", "prove"]) {
    const coloured = onATerminal(`${ctl} ${command}`);
    assert.ok(coloured.shown.includes(`${ESCAPE}[`), `${command} has colours on a terminal`);
    assert.ok(onATerminal(`${ctl} ${command}`, { NO_COLOR: "" }).shown.includes(`${ESCAPE}[`), "an empty NO_COLOR says nothing");
    const without = [
      onATerminal(`${ctl} ${command}`, { NO_COLOR: "1" }), onATerminal(`${ctl} ${command}`, { TERM: "dumb" }),
      onATerminal(`${ctl} ${command} | cat`), onATerminal(`${ctl} ${command} > "${world.path("said")}"; cat "${world.path("said")}"`),
    ];
    for (const { shown } of without) {
      assert.ok(!shown.includes(ESCAPE), `${command}: ${JSON.stringify(shown)}`);
      assert.equal(words(shown).trimEnd(), words(coloured.shown).trimEnd(), `${command} says the same without`);
    }
    for (const { status } of without.slice(0, 2)) assert.equal(status, coloured.status, command);
    assert.ok(!onATerminal(`${ctl} ${command} --json`).shown.includes(ESCAPE), `${command} --json is for programs`);
  }
  // Those that have none, on a terminal either.
  const programs = [`${ctl} config show`, `${ctl} tail -n 3`, `${ctl} frobnicate`, `"${path.join(world.bin, "touchpoint-hub")}" frobnicate`,
    `"${path.join(world.bin, "touchpointd")}" --config "${world.path("absent.toml")}"`];
  for (const command of programs) assert.ok(!onATerminal(command).shown.includes(ESCAPE), command);
});

// --- the hub's ----------------------------------------------------------------------------------------

const hubFile = world.path("central/hub.toml");
const hubctl = (...args) => run("touchpoint-hub", args);
const HUB_WRONG = {
  "empty": [() => "", /central\/hub\.toml: .*must be set/],
  "an unknown key": [(text) => text.replace(/^listen = /m, "lisetn = "), /hub\.toml:\d+:1: unknown key "lisetn".*did you mean "listen"\?/],
  "a duplicate key": [(text) => text.replace(/^(listen = .*)$/m, "$1\n$1"), /hub\.toml:\d+:\d+: /],
  "a wrong type": [(text) => text.replace(/^listen = .*$/m, "listen = 8443"), /hub\.toml:\d+:\d+: "listen" .* must be/],
  "port 0": [(text) => text.replace(/^listen = .*$/m, 'listen = "127.0.0.1:0"'), /hub\.toml:\d+:\d+: .* a port from 1 to 65535/],
  "port 70000": [(text) => text.replace(/^listen = .*$/m, 'listen = "127.0.0.1:70000"'), /hub\.toml:\d+:\d+: .* a port from 1 to 65535/],
  "a negative duration": [(text) => text.replace(/^#?valid = .*$/m, 'valid = "-1d"'), /hub\.toml:\d+:\d+: "valid" /],
  "bad UTF-8": [(text) => Buffer.concat([Buffer.from(text), Buffer.from([0x23, 0xff, 0xfe, 0x0a])]), /hub\.toml:\d+:1: the line is not UTF-8/],
  "half-written": [(text) => `${text.slice(0, text.indexOf('"') + 3)}`, /hub\.toml:\d+:\d+: /],
};

test("a hub's configuration is refused as a device's is", () => {
  hubctl("init", "--dir", world.path("central"), "--name", "Head office", "--host", "localhost");
  const right = fs.readFileSync(hubFile, "utf8");
  for (const [what, [make, expected]] of Object.entries(HUB_WRONG)) {
    fs.writeFileSync(hubFile, make(right));
    const { status, stdout, stderr } = hubctl("serve", "--config", hubFile);
    assert.equal(status, 78, `${what}: ${stderr}`);
    assert.equal(stdout, "", what);
    assert.match(stderr, expected, what);
    assert.equal(stderr.trim().split("\n").length, 1, stderr);
  }
  fs.writeFileSync(hubFile, right);
  const fifo = world.path("fifo");
  for (const [target, expected] of [[world.path("absent.toml"), /absent\.toml/], [world.folder, /not a regular file/], [fifo, /not a regular file/]]) {
    const { status, stderr } = hubctl("serve", "--config", target);
    assert.equal(status, 78, stderr);
    assert.match(stderr, expected);
  }
  fs.chmodSync(world.path("central/keys/ca.key"), 0o644);
  const open = hubctl("serve", "--config", hubFile);
  assert.equal(open.status, 78, open.stderr);
  assert.match(open.stderr, /ca\.key can be read by others; run: chmod 600/);
  fs.chmodSync(world.path("central/keys/ca.key"), 0o600);
  assert.ok(!fs.existsSync(world.path("central/hub.db")), "nothing was made");
});

test("a hub's command line that is wrong", () => {
  const cases = [
    [["staff", "add", "g", "--store", "s", "--display-name", "G", "--pin", "271828"], /secrets never stand on the command line/],
    [["operator", "add", "anna", "--password=hush"], /secrets never stand on the command line/],
    [["status", "--verbose"], /--verbose/],
    [["stauts"], /Did you mean "status"\?/],
    [["settings", "wident"], /Did you mean "widen"\?/],
    [["token", "--device", "pos-1"], /--store/],
    [["token", "--device", "a", "--store", "b", "--valid", "soon"], /--valid/],
    [["line", "--hub", "http://hub.example"], /--hub/],
    [["init", "--dir", world.path("other"), "--mqtt-port", "70000"], /--mqtt-port/],
    [["approve", world.path("absent.csv")], /absent\.csv/],
    [["completion", "zsh"], /zsh|required/],
    [[], /required/],
  ];
  for (const [args, expected] of cases) {
    const { status, stderr, stdout } = hubctl(...args);
    assert.equal(status, 2, `${args.join(" ")}: ${stderr}`);
    assert.equal(stdout, "");
    assert.match(stderr, expected);
    assert.doesNotMatch(stderr, /hush|271828/);
  }
  assert.ok(!fs.existsSync(world.path("other")));
});

test("a hub makes no key that nobody could read", async () => {
  await world.makeHub();
  await world.startHub();
  const hub = (args, end) => spawnSync("sh", ["-c", `"$0" ${args} --config "$1" ${end}`,
    path.join(world.bin, "touchpoint-hub"), world.path("hub/hub.toml")], { encoding: "utf8", env: {} });
  const closed = hub("source add shop", ">&-");
  assert.equal(closed.status, 1);
  assert.match(closed.stderr, /cannot write to standard output/);
  assert.doesNotMatch(hub("source list", "").stdout, /shop/);
  for (const args of ["status --json", "completion bash", "--help", "token --device pos-9 --store milano-01"]) {
    const full = hub(args, "> /dev/full");
    assert.equal(full.status, 1, args);
    assert.match(full.stderr, /cannot write to standard output: No space left on device/, args);
  }
  assert.equal(hub("source add shop", "").status, 0, "and needs no HOME");
  const second = hub("serve", "");
  assert.equal(second.status, 75, second.stderr);
  await world.hub.stop();
});
