// What happens to a device in a shop, done to the real programs: the centre falls silent, the
// network goes, the device is switched off. And what the centre has in the end.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeviceClient } from '../support/device_client.mjs';
import { SecondDevice } from '../support/second_device.mjs';
import { eventually } from '../support/world.mjs';

export class Happenings {
  #world;
  #stopped = new Set();
  #cookies = new Map();
  #others = [];

  constructor(world) {
    this.#world = world;
  }

  // The hub is there and confirms nothing.
  silenceHub = () => this.#stop(this.#world.hub);
  hubSpeaks = () => this.#continue(this.#world.hub);

  // The device is there and answers nothing.
  hangDevice = () => this.#stop(this.#world.agent);
  deviceGoesOn = () => this.#continue(this.#world.agent);

  async cutNetwork() {
    const { hub, broker } = this.#world;
    await Promise.all([hub.stop('SIGKILL'), broker.stop('SIGKILL')]);
    await this.status((status) => !status.hub.online);
  }
  async mendNetwork() {
    await this.#world.startBroker();
    await this.#world.startHub();
    await this.everythingSent();
  }

  // Another device of the store, enrolled and there. It is switched off with the rest.
  async another(name) {
    const device = new SecondDevice(this.#world, this.#world.store, name);
    await device.start();
    this.#others.push(device);
    const token = this.#world.hubctl('token', '--device', name, '--store', device.store);
    device.enrol(['enrol', '--hub', this.#world.hubUrl, '--token-file', '-'], token);
    await device.online();
    return device;
  }

  // The centre has heard from the broker that it is there.
  heardOf(device) {
    const there = () => this.#world.hubStatus().devices.find((one) => one.device === device.device)?.state?.online;
    return eventually(`${device.device} at the centre`, there, { ms: 60_000 });
  }

  switchOff = () => this.#world.agent.stop('SIGKILL');
  switchOn = () => this.#world.startAgent();

  // The device is started with no network at all, and a clock that begins in 1970; and as it was.
  async coldStart() {
    const { agent, bin } = this.#world;
    await this.cutNetwork();
    await agent.stop('SIGKILL');
    agent.env = { LD_PRELOAD: join(bin, 'libtouchpoint_wrong_clock.so'), TOUCHPOINT_CLOCK: '100' };
    await this.#world.startAgent();
  }
  async warmStart() {
    await this.#world.agent.stop();
    this.#world.agent.env = {};
    await this.#world.startAgent();
    await this.mendNetwork();
  }

  // What happens at the web shop, told to the centre.
  tells = (...calls) => this.#world.uplink.send(...calls);

  // Restarts the device as one on which nobody has said why customers are recognised; and back.
  forgetPurposes = () => this.#configure(/^(?=controller|purposes)/gm, '# ');
  rememberPurposes = () => this.#configure(/^# /gm, '');

  // Restarts the device as one that has no privacy notice; and back.
  forgetNotice = () => this.#configure(/^(?=notice)/gm, '# ');
  rememberNotice = () => this.#configure(/^# /gm, '');

  // Restarts the device as one that knows gift cards by this pattern.
  sellGiftCards = (pattern) => this.#configure(/$/, `[scan]\ngift_card_pattern = "${pattern}"\n`);

  // Restarts the device as one whose cards say nothing of these.
  sayNothingOf = (...guards) => this.#configure(/$/, `[guards]\noff = ${JSON.stringify(guards)}\n`);

  // Restarts the device as one of a store in this time zone.
  inZone = (zone) => this.#configure(/^store = /m, `time_zone = "${zone}"\nstore = `);

  // Restarts the device as one at which a badge alone is enough for so long after the PIN; and back.
  badgesAlone = (time) => this.#configure(/$/, `[counter]\nbadge_alone_for = "${time}"\n`);
  badgesWithPin = () => this.#configure(/\[counter\]\nbadge_alone_for.*\n/, '');
  // Somebody who may sign in from now on, as `{ name, display_name, pin }`.
  joins = (name, shown, role) => this.#world.addStaff(name, shown, role);
  // At the command line, from standard input.
  giveBadge = ({ name }, code) => this.#world.ctl(['staff', 'badge', name], { input: `${code}\n` });
  // Everything that the device has recorded and logged, as text.
  said() {
    const rows = this.#world.ctl(['tail', '--json', '-n', '1000']);
    return rows + readFileSync(this.#world.agent.log, 'utf8');
  }

  // Many at once, with the times at which they are said to have happened.
  async told(staff, events) {
    await this.session(staff);
    const client = this.#client(this.#cookies.get(staff.name));
    for (let at = 0; at < events.length; at += 50) {
      const { results } = await client.expect(200, 'POST', '/v1/interactions', events.slice(at, at + 50));
      const wrong = results.find(({ status }) => status !== 201);
      if (wrong) throw new Error(JSON.stringify(wrong));
    }
  }
  // Read by a till's scanner; whoever it is does not stay on the screen.
  async scanned(staff, code) {
    await this.session(staff);
    const client = this.#client(this.#cookies.get(staff.name));
    await client.expect(202, 'POST', '/v1/scans', { code });
    const stream = client.stream();
    await stream.until('card', ({ state, hub }) => state === 'shown' || (state === 'unknown' && hub !== 'asking'), 'what came of the scan');
    client.close();
    await client.expect(204, 'DELETE', '/v1/card');
  }
  async asked(staff, path) {
    await this.session(staff);
    return this.#client(this.#cookies.get(staff.name)).request('GET', path);
  }

  // Recorded at the device by a signed-in person, without the page.
  async recorded(staff, type, data) {
    await this.session(staff);
    const client = this.#client(this.#cookies.get(staff.name));
    return client.expect(201, 'POST', '/v1/interactions', { type, data });
  }

  // What the device tells its counter page while the card with this code is on the screen.
  async shown(code) {
    const client = this.#client(this.#cookies.values().next().value);
    await client.expect(202, 'POST', '/v1/scans', { code });
    const stream = client.stream();
    const card = await stream.until('card', ({ state }) => state === 'shown', 'the card');
    const status = await stream.until('status', () => true, 'the status');
    client.close();
    await client.expect(204, 'DELETE', '/v1/card');
    return { card, status };
  }

  // A session, as the browser keeps it: opened at the device without the page, and again when it
  // has ended meanwhile.
  async session({ name, pin }) {
    const client = this.#client(this.#cookies.get(name));
    const { status } = await client.request('GET', '/v1/session');
    if (status !== 200) await client.signIn(name, pin);
    this.#cookies.set(name, client.cookie);
    return client.cookie;
  }

  // As the idle time would: behind the page's back.
  async endSession(cookie) {
    await this.#client(cookie).expect(204, 'DELETE', '/v1/session');
  }

  // The device's status, once it is as `wanted`.
  status(wanted = () => true) {
    const look = () => {
      const status = this.#world.deviceStatus();
      return wanted(status) && status;
    };
    return eventually('the status', look, { ms: 60_000 });
  }

  everythingSent() {
    return this.status(({ hub, journal }) => hub.online && journal.through === journal.last);
  }

  // What the centre has of one type, in the order it was recorded. It alone opens its database, so
  // it rests meanwhile.
  async arrived(type) {
    await this.everythingSent();
    await this.#world.hub.stop();
    const text = execFileSync(
      'sqlite3',
      ['-readonly', this.#world.path('hub/hub.db'), 'SELECT raw FROM events ORDER BY sequence'],
      { encoding: 'utf8' },
    );
    await this.#world.startHub();
    const events = text.split('\n').filter(Boolean).map((line) => JSON.parse(line));
    return events.filter((event) => event.type === type);
  }

  async end() {
    for (const device of this.#others) await device.end();
    for (const program of this.#stopped) this.#continue(program);
  }

  #client(cookie = '') {
    return Object.assign(new DeviceClient(this.#world.agentPort), { cookie });
  }

  async #configure(pattern, replacement) {
    const file = this.#world.path('device/touchpoint.toml');
    writeFileSync(file, readFileSync(file, 'utf8').replace(pattern, replacement));
    await this.#world.agent.stop();
    await this.#world.startAgent();
  }

  #stop(program) {
    process.kill(program.pid, 'SIGSTOP');
    this.#stopped.add(program);
  }

  #continue(program) {
    if (this.#stopped.delete(program) && program.running) process.kill(program.pid, 'SIGCONT');
  }
}
