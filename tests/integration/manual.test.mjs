// What ships beside the programs says what the programs say: manual pages and shell completion. Those
// that a program makes are compared with what it makes, the others name every command.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

const top = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const bin = process.env.TOUCHPOINT_BIN ?? path.join(top, "build/release/bin");
const shipped = (name) => fs.readFileSync(path.join(top, name), "utf8");

function run(program, ...args) {
  const { stdout, status, stderr } = spawnSync(path.join(bin, program), args, { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return stdout;
}

// The names below "Subcommands:" of a program's help.
function commandsOf(program, ...below) {
  const listed = run(program, ...below, "--help").split(/^Subcommands:$/m)[1] ?? "";
  return [...listed.matchAll(/^ {2}(\S+) /gm)].map((match) => match[1]);
}

test("what the programs make is what ships", () => {
  assert.equal(shipped("systemd/man/touchpointctl.1"), run("touchpointctl", "manual"));
  assert.equal(shipped("systemd/man/touchpoint.toml.5"), run("touchpointctl", "config", "man"));
  assert.equal(shipped("agent/ctl/completion/touchpointctl.bash"), run("touchpointctl", "completion", "bash"));
  assert.equal(shipped("sync/hub/completion/touchpoint-hub.bash"), run("touchpoint-hub", "completion", "bash"));
});

test("every command and every key is in its manual page and in the completion", () => {
  const page = shipped("systemd/man/touchpointctl.1").replaceAll("\\-", "-");
  const completion = shipped("agent/ctl/completion/touchpointctl.bash");
  const commands = commandsOf("touchpointctl");
  assert.ok(commands.length > 10);
  for (const command of commands) {
    const below = commandsOf("touchpointctl", command);
    for (const name of below.length ? below.map((word) => `${command} ${word}`) : [command]) {
      assert.ok(page.includes(`\n.SS \\fB${name}\\fR`), `${name} is in touchpointctl.1`);
      assert.ok(completion.includes(`    "${name}") COMPREPLY`), `${name} is in the completion`);
    }
  }
  const keys = shipped("systemd/man/touchpoint.toml.5").replaceAll("\\-", "-");
  for (const [, key] of run("touchpointctl", "config", "example").matchAll(/^#?([a-z_]+) = /gm)) {
    assert.ok(keys.includes(`\n\\fB${key}\\fR`), `${key} is in touchpoint.toml.5`);
  }
  const hub = shipped("systemd/man/touchpoint-hub.8");
  const hubCompletion = shipped("sync/hub/completion/touchpoint-hub.bash");
  for (const command of commandsOf("touchpoint-hub")) {
    assert.match(hub, new RegExp(`^(\\.B |\\\\fB)${command}(\\\\fR.*)?$`, "m"), `${command} is in touchpoint-hub.8`);
    for (const name of [command, ...commandsOf("touchpoint-hub", command).map((word) => `${command} ${word}`)]) {
      assert.ok(hubCompletion.includes(`    "${name}") COMPREPLY`), `${name} is in the completion`);
    }
  }
});

test("every key of deviced.toml is in the manual page of touchpoint-deviced", () => {
  const page = shipped("systemd/man/touchpoint-deviced.8").replaceAll("\\-", "-");
  const keys = [...run("touchpoint-deviced", "--example").matchAll(/^(?:\[(\w+)\]|#?([a-z_]+) = )/gm)];
  let section;
  for (const [, name, key] of keys) {
    if (name) section = name;
    else assert.ok(page.includes(`\\fB${key}\\fR in [${section}]`), `${key} of [${section}]`);
  }
  assert.ok(keys.length > 8);
});

test("the pages are well formed", () => {
  for (const page of fs.readdirSync(path.join(top, "systemd/man"))) {
    const { stderr, status } = spawnSync("groff", ["-man", "-Tutf8", "-ww", "-z", path.join(top, "systemd/man", page)],
      { encoding: "utf8" });
    assert.equal(stderr, "", page);
    assert.equal(status, 0, page);
  }
});

test("bash completes commands, their options and files", () => {
  const completer = (program, folder) => (...words) => spawnSync("bash", ["--norc", "-c",
    'source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); eval "$(complete -p "$1" | sed -E "s/.* -F (\\S+) .*/\\1/")"; ' +
      'printf "%s\\n" "${COMPREPLY[@]}"',
    path.join(top, folder, "completion", `${program}.bash`), program, ...words],
    { encoding: "utf8", cwd: top }).stdout.trim().split("\n");
  const device = completer("touchpointctl", "agent/ctl");
  assert.deepEqual(device("doc"), ["doctor"]);
  assert.deepEqual(device("staff", "e"), ["enable"]);
  assert.deepEqual(device("--lang", ""), ["it", "en"]);
  assert.deepEqual(device("--lang", "it", "tail", "--fol"), ["--follow"]);
  assert.deepEqual(device("staff", "add", "x", "--role", "s"), ["supervisor"]);
  assert.deepEqual(device("config", "check", "CMakeL"), ["CMakeLists.txt"]);
  assert.deepEqual(device("--config", "READ"), ["README.md"]);

  const hub = completer("touchpoint-hub", "sync/hub");
  assert.deepEqual(hub("res"), ["restored"]);
  assert.deepEqual(hub("settings", "w"), ["widen", "withdraw"]);
  assert.deepEqual(hub("--config", "READ"), ["README.md"]);
  assert.deepEqual(hub("staff", "add", "x", "--role", "s"), ["supervisor"]);
  assert.deepEqual(hub("source", "add", "shop", "--user-id", ""), ["loyalty", "account"]);
  assert.deepEqual(hub("approve", "CMakeL"), ["CMakeLists.txt"]);
});
