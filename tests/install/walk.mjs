// Types the commands of README.md's sections at a terminal, and answers what it is asked: walk.sh.
//
//   node walk.mjs LOG ONLINE ALONE     two commands, each of which opens a shell; the second has no network
//
// The shell's prompt begins with \x05<exit code>\x05.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const [logFile, ...shells] = process.argv.slice(2);
const top = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const SECTIONS = ["Install it", "Set it up by hand"];
const LONGEST_MS = 60 * 60_000; // a build on a slow machine

// What somebody answers who is asked.
const ANSWERS = [
  [/\[Y\/n\] $/, "y"],
  [/PIN[^\n]*: $/, "739164"],
  [/[Pp]assword[^\n]*: $/, "five small brown owls"],
];
// What is true once all of it was typed.
const AFTERWARDS = [
  ["three programs run", "test $(jobs -r | wc -l) = 3"],
  ["the device is online", "for i in $(seq 100); do touchpointctl --config touchpoint.toml status --json | grep -q '\"online\":true' && break; sleep 0.2; done; (exit $((i == 100)))"],
  ["the counter's page is there", "curl -sf -o /dev/null http://counter.localhost:7080/"],
  ["the kiosk's page is there", "curl -sf -o /dev/null http://kiosk.localhost:7080/"],
  ["the local API describes itself", "curl -sf localhost:7080/v1/openapi.yaml | grep -q openapi"],
  ["the console is there", "curl -sf -o /dev/null http://console.localhost:8490/"],
  ["nothing is lost, and it is proven", "touchpointctl --config touchpoint.toml prove"],
];

function commandsOf(readme) {
  const lines = [];
  for (const section of readme.split(/^## /m)) {
    const [title, ...rest] = section.split("\n");
    if (SECTIONS.includes(title)) lines.push(...rest.filter((line) => line.startsWith("    ")).map((line) => line.slice(4)));
  }
  return lines;
}

class Terminal {
  #log = fs.createWriteStream(logFile, { flags: "a" });
  #shown = ""; // since the last answer
  #waiting = null;
  #child;

  constructor(shell) {
    this.#child = spawn("script", ["-qefc", shell, "/dev/null"], { stdio: ["pipe", "pipe", "inherit"] });
    this.#child.stdout.setEncoding("utf8").on("data", (text) => this.#show(text));
    this.#child.on("exit", () => this.#done(-1));
    this.ready = this.#prompt();
  }

  // Resolves to the exit code; -1: the shell is gone, -2: it took too long.
  async type(line) {
    this.#child.stdin.write(line + "\n");
    return this.#prompt();
  }

  async leave() {
    const gone = new Promise((resolve) => this.#child.on("exit", resolve));
    this.#child.stdin.write("exit\n");
    await gone;
  }

  #prompt() {
    return new Promise((resolve) => {
      this.#waiting = { resolve, timer: setTimeout(() => this.#done(-2), LONGEST_MS) };
    });
  }

  #done(code) {
    clearTimeout(this.#waiting?.timer);
    this.#waiting?.resolve(code);
    this.#waiting = null;
  }

  #show(text) {
    this.#log.write(text);
    this.#shown = (this.#shown + text).slice(-4096);
    const prompt = this.#shown.match(/\x05(\d+)\x05/);
    if (prompt) {
      this.#shown = "";
      return this.#done(Number(prompt[1]));
    }
    const answer = ANSWERS.find(([question]) => question.test(this.#shown));
    if (!answer) return;
    this.#shown = "";
    this.#child.stdin.write(answer[1] + "\n");
  }
}

let passed = 0;
let failed = 0;
function tell(well, what, ms) {
  if (well) passed++;
  else failed++;
  const seconds = ms === undefined ? "        " : `${(ms / 1000).toFixed(1).padStart(6)} s`;
  console.log(`${well ? "ok  " : "FAIL"} ${seconds}  ${what}`);
}

async function walk(terminal, lines) {
  await terminal.ready;
  for (const line of lines) {
    const begin = performance.now();
    const code = await terminal.type(line);
    tell(code === 0, code === 0 ? line : `${line}   → exit code ${code}`, performance.now() - begin);
    if (code < 0) return;
  }
}

fs.rmSync(logFile, { force: true });
const lines = commandsOf(fs.readFileSync(path.join(top, "README.md"), "utf8"));
const alone = lines.findIndex((line) => /^touchpoint/.test(line));
const begin = performance.now();
const online = new Terminal(shells[0]);
await walk(online, lines.slice(0, alone));
await online.type("export -p >$HOME/left; printf 'cd %q\\n' \"$PWD\" >>$HOME/left");
await online.leave();

const store = new Terminal(shells[1]);
await store.ready;
await store.type(". $HOME/left");
await walk(store, lines.slice(alone));
console.log(`all of it: ${Math.round((performance.now() - begin) / 1000)} s`);
for (const [what, command] of AFTERWARDS) tell((await store.type(command)) === 0, what);
await store.type("kill $(jobs -p); wait");
await store.leave();
console.log(`# pass ${passed}\n# fail ${failed}`);
process.exitCode = failed === 0 ? 0 : 1;
