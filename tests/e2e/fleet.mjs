// More devices for the console: one that asks to be let in, and rows of four hundred that never existed.
import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import https from 'node:https';

// Asks to be let in without a token, as a device does, with a new key.
export async function knock(world, device, store) {
  const csr = execFileSync(
    'openssl',
    ['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'].concat(
      ['-subj', '/CN=x', '-keyout', world.path(`${device}.key`)],
    ),
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const request = https.request(`${world.hubUrl}/v1/enrol`, {
    method: 'POST',
    ca: readFileSync(world.path('hub/keys/ca.crt')),
    headers: { 'Content-Type': 'application/json' },
  });
  request.end(JSON.stringify({ device, store, csr }));
  const [response] = await once(request, 'response');
  response.resume();
  if (response.statusCode !== 202) throw new Error(`enrol: ${response.statusCode} instead of 202`);
}

// Rows as `count` enrolled devices would have left them, ten to a store; of every hundred, two
// need somebody, three are to be watched and one is revoked. The hub must not run.
export function fillFleet(database, count) {
  const sql = ['BEGIN;'];
  const ago = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString();
  const now = Date.now();
  const day = 86_400_000;
  for (let i = 0; i < count; i++) {
    const store = `store-${String(Math.floor(i / 10)).padStart(2, '0')}`;
    const device = `${store}-pos-${i % 10}`;
    const id = 1000 + i;
    const journal = `01890000-0000-7000-8000-${String(i).padStart(12, '0')}`;
    const last = 1200 + ((i * 37) % 4000);
    const kind = i % 100;
    const full = kind === 7;
    const slow = kind === 23;
    const gone = kind === 31;
    const state = {
      online: !gone,
      version: kind === 42 ? '0.0.9' : '0.1.0',
      journal,
      first_kept: 1,
      last: last + (slow ? 214 : 0),
      queue: slow ? 214 : 0,
      clockquality: kind === 56 ? 'unsynchronised' : 'synchronised',
      at: ago(3),
      disk_free: full ? 21 * 1024 * 1024 : 9_400_000_000,
      certificate_until: new Date(now + (60 + (i % 200)) * day).toISOString(),
      profiles_as_of: ago(4),
      ...(slow && { oldest_unsent: ago(190) }),
    };
    const seen = now - (gone ? 170 : 2) * 60_000;
    sql.push(
      `INSERT INTO devices (id, device, store, serial, enrolled_ms, until_ms, revoked_ms, seen_ms, state, state_ms)
       VALUES (${id}, '${device}', '${store}', 'serial-${i}', ${now - 90 * day}, ${now + (60 + (i % 200)) * day},
       ${kind === 77 ? now : 'NULL'}, ${seen}, '${JSON.stringify(state)}', ${seen});`,
      `INSERT INTO journals (id, device, journal, through, last, first_kept, stored, refused, outlived, since_ms)
       VALUES (${id}, ${id}, '${journal}', ${last}, ${last}, 1, ${last}, 0, ${kind === 90 ? 1 : 0}, ${now});`,
    );
  }
  // An older device does not know a key.
  for (const i of [64, 164, 264]) {
    sql.push(
      `INSERT INTO settings_refusals (device, version, number, reason, at_ms) VALUES (${1000 + i}, 12, 12,
       'settings 12:2:1: unknown key "quiet_from" in [kiosk]', ${now - 600_000});`,
    );
  }
  sql.push('COMMIT;');
  const { status, stderr } = spawnSync('sqlite3', [database], { input: sql.join('\n'), encoding: 'utf8' });
  if (status !== 0) throw new Error(`sqlite3: ${stderr}`);
}
