// A device in memory that speaks the local API (agent/web/openapi.yaml): for developing and photographing them without a device. The tests run
// against the real one too, so they use nothing of this but what a person could see or do.
//
//   node fake_device.mjs [--port 7080]
import { createHash, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { listen } from './fake_web.mjs';
import { people as makePeople } from './people.mjs';

const kSessionIdleMs = 120_000;

const iso = (ms = Date.now()) => new Date(ms).toISOString();
const luhn = (digits) =>
  [...digits].reverse().reduce((sum, c, i) => {
    const n = Number(c) * (i % 2 ? 2 : 1);
    return sum + (n > 9 ? n - 9 : n);
  }, 0) %
    10 ===
  0;

// Why a code may not be kept; null when it may.
function refusal(code) {
  if (!code.trim()) return 'empty';
  if ([...code].some((c) => c < ' ' || c === '\x7f')) return 'control_characters';
  if (code.length > 1024) return 'too_long';
  if (/^\d{13,19}$/.test(code) && luhn(code) && /^[3456]/.test(code)) return 'card_number';
  if (/^[A-Z]{6}\d\d[A-Z]\d\d[A-Z]\d{3}[A-Z]$/i.test(code)) return 'tax_code';
  return null;
}

export class FakeDevice {
  staff = [
    { name: 'giulia', display_name: 'Giulia R.', role: 'associate' },
    { name: 'matteo', display_name: 'Matteo B.', role: 'associate' },
    { name: 'sara', display_name: 'Sara L.', role: 'supervisor' },
  ];
  pin = '246813';
  people = makePeople();
  hub = {
    enrolled: true,
    online: true,
    transport: 'mqtt',
    since: iso(Date.now() - 3_600_000),
    last_receipt: iso(),
    problem: null,
  };
  replica = { state: 'well', as_of: iso(Date.now() - 40_000), age_s: 40 };
  failed = false;
  survey = {
    survey: 'store-visit',
    version: 1,
    questions: [
      { question: 'recommend', kind: 'nps' },
      { question: 'visit', kind: 'faces' },
    ],
  };
  idleS = 30;

  #card = { state: 'nobody', touchpoint: 'counter-1' };
  #shown = null; // the person on the screen
  #events = new Map(); // id → {digest, recorded}
  #sequence = 4711;
  #unsent = 0;
  #sessions = new Map();
  #streams = new Set();
  #wrong = new Map();

  // --- what a test or a demonstration can do to it ---

  goOffline(since = Date.now(), unsent = 0) {
    this.hub = {
      ...this.hub,
      online: false,
      transport: null,
      since: iso(since),
      problem: 'No route to the hub.',
    };
    this.#unsent = unsent;
    this.#push('status', this.status());
  }
  goOnline() {
    this.hub = { ...this.hub, online: true, transport: 'mqtt', since: iso(), problem: null };
    this.#unsent = 0;
    this.#push('status', this.status());
  }
  change(part) {
    Object.assign(this, part);
    this.#push('status', this.status());
  }
  endSessions() {
    this.#sessions.clear();
    this.#endStreams();
  }
  cutStreams() {
    for (const stream of this.#streams) stream.destroy();
  }
  recorded() {
    return [...this.#events.values()].map((one) => one.event);
  }
  show(card) {
    this.#card = { touchpoint: 'counter-1', visit: randomUUID(), at: iso(), ...card };
    this.#push('card', this.#card);
  }

  status() {
    return {
      version: '0.1.0',
      store: 'milano-01',
      device: 'milano-01-pos-3',
      uptime_s: 86400,
      journal: {
        journal: randomUUID(),
        state: this.failed ? 'failed' : 'well',
        last: this.#sequence,
        through: this.#sequence - this.#unsent,
        to_send: this.#unsent,
        refused: 0,
        oldest_unsent: this.#unsent ? this.hub.since : null,
      },
      hub: this.hub,
      replica: { ...this.replica, profiles: 4383 },
      clock: { quality: 'synchronised', now: iso() },
    };
  }

  // --- the API ---

  #push(event, data) {
    for (const stream of this.#streams)
      stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  #endStreams() {
    this.#push('session', { signed_in: false });
    for (const stream of this.#streams) stream.end();
  }

  #record(offered, actor) {
    const digest = createHash('sha256')
      .update(JSON.stringify([offered.type, offered.data, offered.time]))
      .digest('hex');
    const id = offered.id ?? randomUUID();
    const before = this.#events.get(id);
    if (before)
      return before.digest === digest
        ? { status: 200, body: { ...before.recorded, repeated: true } }
        : refuse(409, 'id_taken', 'Another event has this id.');
    const recorded = { id, sequence: ++this.#sequence, recorded_at: iso(), repeated: false };
    this.#events.set(id, {
      digest,
      recorded,
      event: { ...offered, id, actor: offered.actor ?? actor },
    });
    if (!this.hub.online) this.#unsent++;
    this.#apply({ ...offered, id });
    this.#push('status', this.status());
    return { status: 201, body: recorded };
  }

  // What was just recorded shows on the card at once, marked as not yet confirmed by the centre.
  #apply({ id, type, time, data }) {
    const person = this.people.find((one) => one.profile === data.profile);
    if (!person || type === 'touchpoint.scan.received') return;
    const order = person.orders.find((one) => one.order_id === data.order_id);
    if (type === 'touchpoint.order.collected' && order) order.status = 'collected';
    person.timeline = [
      {
        id,
        time: time ?? iso(),
        channel: 'store',
        source: 'counter-1',
        type: type.replace('touchpoint.', ''),
        order_id: data.order_id,
        total: data.total,
        currency: data.currency,
        items: data.products,
        title: data.text,
        here: true,
      },
      ...person.timeline,
    ];
    if (this.#shown === person) {
      this.#card = { ...this.#card, ...this.#cardOf(person) };
      this.#push('card', this.#card);
    }
  }

  #cardOf(person) {
    const recent = person.timeline.filter(
      (one) =>
        one.type === 'order.completed' &&
        one.channel !== 'store' &&
        Date.now() - Date.parse(one.time) < 7 * 86_400_000,
    );
    return {
      now: person.orders
        .filter((one) => one.status === 'ready' || one.status === 'placed')
        .map((order) => ({ kind: order.status === 'ready' ? 'collect' : 'on_its_way', order })),
      do_not: [
        ...(person.consents.some((one) => one.purpose === 'marketing' && !one.granted)
          ? [{ kind: 'contact' }]
          : []),
        ...recent.flatMap((one) =>
          one.items
            .slice(0, 1)
            .map((item) => ({ kind: 'offer', item, time: one.time, channel: one.channel })),
        ),
      ],
      timeline: person.timeline,
    };
  }

  #scan({ id, code, via = 'program' }) {
    const base = { touchpoint: 'counter-1', visit: randomUUID(), at: iso() };
    const wrong = refusal(code);
    this.#shown = null;
    if (wrong) {
      this.show({ ...base, state: 'refused', reason: wrong });
      return refuse(422, wrong, 'This code is not kept.');
    }
    this.show({ ...base, state: 'looking' });
    const wanted = code.replace(/^\+?39(?=3\d{8,9}$)/, '+39');
    const person = this.people.find(
      (one) =>
        Object.values(one.identifiers).includes(wanted) ||
        one.orders.some((order) => order.order_id === code),
    );
    if (person && this.replica.state === 'well') {
      const by =
        Object.entries(person.identifiers).find(([, value]) => value === wanted)?.[0] ?? 'order';
      const { identifiers, orders, timeline, consents, ...who } = person;
      this.#shown = person;
      this.show({
        ...base,
        state: 'shown',
        who: { ...who, by, ...(!who.given_name && { number: identifiers.loyalty }) },
        consents,
        ...this.#cardOf(person),
        as_of: this.replica.as_of,
        age_s: this.replica.age_s,
        source: 'replica',
      });
    } else {
      this.show({
        ...base,
        state: 'unknown',
        reason:
          { expired: 'lease_expired', not_configured: 'not_configured', loading: 'no_replica' }[
            this.replica.state
          ] ?? 'not_in_replica',
      });
    }
    const answer = this.#record(
      { id, type: 'touchpoint.scan.received', data: { code, via } },
      'customer',
    );
    return answer.status === 201 ? { ...answer, status: 202 } : answer;
  }

  #signIn({ name, pin }) {
    const one = this.staff.find((other) => other.name === name);
    const wrong = this.#wrong.get(name) ?? { count: 0, until: 0 };
    if (wrong.count >= 10) return refuse(403, 'disabled', 'Too many attempts.');
    if (Date.now() < wrong.until)
      return {
        ...refuse(429, 'too_many_attempts', 'Wait a little.'),
        headers: { 'Retry-After': Math.ceil((wrong.until - Date.now()) / 1000) },
      };
    if (!one || pin !== this.pin) {
      wrong.count++;
      if (wrong.count >= 3) wrong.until = Date.now() + 2000;
      this.#wrong.set(name, wrong);
      return refuse(401, 'wrong_name_or_pin', 'The name or the PIN is wrong.');
    }
    this.#wrong.delete(name);
    const key = randomUUID();
    const session = {
      name,
      display_name: one.display_name,
      role: one.role,
      expires_at: iso(Date.now() + kSessionIdleMs),
    };
    this.#sessions.set(key, session);
    return {
      status: 200,
      body: session,
      headers: { 'Set-Cookie': `touchpoint_session=${key}; HttpOnly; SameSite=Strict; Path=/` },
    };
  }

  #touchpoint(kind) {
    const common = {
      store: 'milano-01',
      store_name: 'Milano 01',
      device: 'milano-01-pos-3',
      kind,
      languages: ['it', 'en'],
      language: 'it',
      currency: 'EUR',
    };
    return kind === 'counter'
      ? {
          ...common,
          touchpoint: 'counter-1',
          idle_s: 120,
          staff: this.staff.map(({ name, display_name }) => ({ name, display_name })),
        }
      : { ...common, touchpoint: 'kiosk-1', idle_s: this.idleS, survey: this.survey };
  }

  answer(kind, method, path, body, cookie) {
    const route = `${method} ${path}`;
    const session = this.#sessions.get(cookie);
    if (route === 'GET /v1/touchpoint') return { status: 200, body: this.#touchpoint(kind) };
    if (kind === 'kiosk') {
      if (route !== 'POST /v1/interactions')
        return refuse(404, 'not_found', 'There is nothing here.');
      if (body.type !== 'touchpoint.survey.answered')
        return refuse(403, 'not_here', 'The kiosk records answers only.');
      return this.#record(body, 'customer');
    }
    if (route === 'POST /v1/session') return this.#signIn(body);
    if (!session) return refuse(401, 'not_signed_in', 'Nobody is signed in.');
    if (route === 'GET /v1/session') return { status: 200, body: session };
    if (route === 'DELETE /v1/session') {
      this.#sessions.delete(cookie);
      this.#endStreams();
      return { status: 204, headers: { 'Set-Cookie': 'touchpoint_session=; Max-Age=0; Path=/' } };
    }
    if (route === 'POST /v1/interactions') return this.#record(body, 'employee');
    if (route === 'POST /v1/scans') return this.#scan(body);
    if (route === 'GET /v1/status') return { status: 200, body: this.status() };
    if (route === 'GET /v1/stream') return 'stream';
    if (route === 'DELETE /v1/card') {
      this.#shown = null;
      this.#card = { state: 'nobody', touchpoint: 'counter-1' };
      this.#push('card', this.#card);
      return { status: 204 };
    }
    return refuse(404, 'not_found', 'There is nothing here.');
  }

  // Adds a reader of the stream: an open HTTP response.
  stream(response) {
    response.write(
      `event: card\ndata: ${JSON.stringify(this.#card)}\n\nevent: status\ndata: ${JSON.stringify(this.status())}\n\n`,
    );
    this.#streams.add(response);
    const beat = setInterval(() => response.write(':\n\n'), 15_000);
    response.on('close', () => {
      clearInterval(beat);
      this.#streams.delete(response);
    });
  }
}

const refuse = (status, error, message) => ({ status, body: { error, message } });

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const at = process.argv.indexOf('--port');
  const device = new FakeDevice();
  const { port } = await listen(device, at > 0 ? Number(process.argv[at + 1]) : 7080);
  console.log(
    `counter  http://counter.localhost:${port}/   ${device.staff.map((one) => one.name).join(', ')}; PIN ${device.pin}`,
  );
  console.log(`kiosk    http://kiosk.localhost:${port}/`);
  console.log(
    'cards    2900417 (something to collect), 2900425, 13085 (no name), anything else (unknown)',
  );
}
