// A tablet: a browser of its own with a profile on the disk, which can be killed and started again.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { tabletHost } from '../support/tablet_door.mjs';
import { eventually } from '../support/world.mjs';
import { sizes } from './browser.mjs';

export class TabletBrowser {
  #folder = mkdtempSync(join(tmpdir(), 'touchpoint-tablet-'));
  #child;
  #browser;

  constructor(door, pin) {
    Object.assign(this, { door, pin });
  }

  // The page of the tablet, as somebody finds it who switches it on.
  async open({ size = sizes.kiosk } = {}) {
    const profile = join(this.#folder, 'profile');
    rmSync(join(profile, 'DevToolsActivePort'), { force: true });
    this.#child = spawn(
      process.env.CHROMIUM ?? '/usr/bin/chromium',
      [
        '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run',
        '--disable-dev-shm-usage', '--lang=it-IT', '--accept-lang=it-IT', `--user-data-dir=${profile}`, '--remote-debugging-port=0',
        `--host-resolver-rules=MAP ${tabletHost} 127.0.0.1`,
        `--ignore-certificate-errors-spki-list=${this.pin}`,
        'about:blank',
      ],
      { stdio: 'ignore', detached: true, env: { ...process.env, LANG: 'it_IT.UTF-8', LANGUAGE: 'it' } },
    );
    const port = await eventually('the browser', () => readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n')[0], { ms: 60_000 });
    this.#browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    const [context] = this.#browser.contexts();
    const page = context.pages()[0] ?? (await context.newPage());
    page.setDefaultTimeout(60_000);
    await page.setViewportSize(size);
    await page.goto(this.door.url);
    return page;
  }

  // As when the battery is flat: nothing is said good-bye to. Its processes are one group of ours.
  async kill() {
    if (!this.#child) return;
    const ended = once(this.#child, 'exit');
    process.kill(-this.#child.pid, 'SIGKILL');
    await ended;
    this.#child = undefined;
    await this.#browser?.close().catch(() => {});
  }

  // Whether the browser's files hold this text anywhere.
  holds(text) {
    const needles = [Buffer.from(text), Buffer.from(text, 'utf16le')];
    const within = (folder) =>
      readdirSync(folder, { withFileTypes: true }).some((entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return within(path);
        if (!entry.isFile() || statSync(path).size > 64 << 20) return false;
        const bytes = readFileSync(path);
        return needles.some((needle) => bytes.includes(needle));
      });
    return within(this.#folder);
  }

  async end() {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

// What is kept on the tablet, as its own page finds it.
export const keptOn = (page) =>
  page.evaluate(async () => {
    const request = indexedDB.open('touchpoint-tablet');
    const db = await new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const read = (name, how) =>
      new Promise((resolve, reject) => {
        const asked = db.transaction(name).objectStore(name)[how]();
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = () => reject(asked.error);
      });
    const answers = await read('answers', 'getAll');
    const keys = await read('tablet', 'getAllKeys');
    db.close();
    return {
      answers: answers.map(({ id, refused }) => ({ id, refused: refused ?? null })),
      members: [...new Set(answers.flatMap(Object.keys))].sort(),
      keys,
      local: localStorage.length + sessionStorage.length,
      cookie: document.cookie,
      caches: (await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)))).flat(),
    };
  });
