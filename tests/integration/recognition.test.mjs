// Real programs: what a scan could be is asked and not guessed, how it was decided can be read again,
// and nothing of it stands on the device's disk as it was shown or said.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";

import { DeviceClient } from "../support/device_client.mjs";
import { World, eventually } from "../support/world.mjs";

const CARD = "2900000004179";
const PHONE = "+39 02 5558 1234";
const EMAIL = "anna.bianchi@example.org";
const UNCERTAIN = "88123456"; // fits gift cards, loyalty and order numbers
const GIFT_CARD = "6039000000000017";
const LOTTERY = "YYWLR30G";
const FORBIDDEN = ["4111111111111111", "RSSMRA85T10A562S", "80380000300012345678"]; // a card, a tax code, a health card
// What Bruno shows and says.
const VERIFIED = "bruno.conti@example.org";
const PASS = "WPbruno0123456789abcdef";
const PAYMENT_ACCOUNT = "V0010013021216183950876236589"; // EMV PAR
const ACCOUNT = "u-2041";

const world = new World();
let staff, stream;

const scan = (code, via = "wedge") => staff.request("POST", "/v1/scans", { code, via });
const card = (wanted, what) => stream.until("card", wanted, what);
const why = (id, ...more) => world.ctl(["why", id, ...more], { allowFailure: true });
const close = () => staff.expect(204, "DELETE", "/v1/card");
const answer = (shown, choice) => staff.expect(202, "POST", "/v1/card/answer",
  { question: shown.question.question, choice });

before(async () => {
  await world.start();
  const config = world.path("device/touchpoint.toml");
  fs.appendFileSync(config, '\n[scan]\ngift_card_pattern = "88[0-9]{6}|6039[0-9]{12}"\n' +
    'receipt_pattern = "R([0-9]{6,12})"\naccount_pattern = "u-[0-9]{4,12}"\n' +
    'wallet_pattern = "WP[A-Za-z0-9_-]{20,60}"\npayment_account_pattern = "[0-9A-Z]{29}"\n');
  await world.agent.stop();
  await world.startAgent();
  world.openShop({ customers: 0 });
  await world.uplink.send({ type: "identify", userId: CARD,
    traits: { firstName: "Anna", lastName: "Bianchi", phone: PHONE, email: EMAIL },
    context: { consent: { categoryPreferences: { marketing: true } } } });
  await eventually("the replica", () => world.deviceStatus().replica.profiles === 1);
  staff = new DeviceClient(world.agentPort);
  await staff.signIn(world.staff.name, world.staff.pin);
  stream = staff.stream();
});
after(async () => {
  staff?.close();
  await world.end();
});

test("a card in the hand is strong, and why says so", async () => {
  const { body } = await scan(CARD);
  const shown = await card(({ state }) => state === "shown", "the card");
  assert.equal(shown.who.assurance, "possessed");
  assert.equal(shown.who.strength, "strong");
  const told = why(body.id, "--lang", "en").stdout;
  assert.match(told, /scanned: +loyalty card/);
  assert.match(told, new RegExp(`verdict: +recognised: ${shown.who.profile}`));
  assert.match(told, /strength: +strong\ngiven: +shown\ncandidates: +1/);
  assert.match(told, /replica of: /);
  assert.ok(!told.includes(CARD), "no value");
  const verdict = JSON.parse(why(body.id, "--json").stdout).verdicts[0];
  assert.equal(why(verdict.id, "--lang", "en").stdout, told, "the recognition's id says the same");
  await close();
});

test("what could be three things is asked, and the answer stands in the journal", async () => {
  const { body } = await scan(UNCERTAIN);
  const asked = await card(({ state }) => state === "asking", "the question");
  assert.deepEqual(asked.question.choices, ["loyalty", "order", "gift_card"]);
  assert.equal(asked.question.question, body.id);
  const wrong = await staff.request("POST", "/v1/card/answer", { question: body.id, choice: "wallet" });
  assert.equal(wrong.status, 422);
  await answer(asked, "gift_card");
  await card(({ state }) => state === "nobody", "nobody");
  const told = why(body.id, "--lang", "it").stdout;
  assert.match(told, /passato: +più cose possibili/);
  assert.match(told, /poteva essere: +carta fedeltà, numero d'ordine, buono regalo/);
  assert.match(told, new RegExp(`in cassa: +buono regalo \\(${world.staff.name}, `));
  assert.match(told, /Non è stato cercato o mostrato nessuno/);
});

test("a gift card leaves the customer there", async () => {
  await scan(CARD);
  await card(({ state }) => state === "shown", "the card");
  const { body } = await scan(GIFT_CARD); // the pattern of loyalty numbers fits it as well
  const above = await card(({ question }) => question?.question === body.id, "the question above the person");
  assert.deepEqual(above.question.choices, ["loyalty", "gift_card"]);
  assert.equal(above.state, "shown");
  await answer(above, "gift_card");
  const still = await card(({ question }) => !question, "the person alone");
  assert.equal(still.who.given_name, "Anna");
  await close();
});

test("a phone number that is said is possible until staff confirm", async () => {
  const { body } = await scan(PHONE, "typed");
  const asked = await card(({ state }) => state === "asking", "the question");
  assert.equal(asked.question.kind, "who");
  assert.deepEqual(Object.keys(asked.who).sort(), ["by", "family_name", "given_name", "profile"]);
  assert.equal(asked.timeline, undefined);
  await answer(asked, "yes");
  const shown = await card(({ state }) => state === "shown", "the card");
  assert.equal(shown.who.assurance, "verified");
  const told = why(body.id, "--lang", "en").stdout;
  assert.match(told, /strength: +medium\ngiven: +confirmed by staff\nconfirmed by: /);
  await close();
});

test("a pass, an app's account, a payment card's account and a verified address, each as well as it may", async () => {
  await world.uplink.send({ type: "identify", userId: "2900000004186",
    traits: { firstName: "Bruno", lastName: "Conti", email: VERIFIED, email_verified: true },
    context: { externalIds: [["wallet", PASS], ["payment_account", PAYMENT_ACCOUNT], ["account", ACCOUNT]].map(
      ([type, id]) => ({ type, id, collection: "users", encoding: "none" })) } });
  await eventually("the replica", () => world.deviceStatus().replica.profiles === 2);
  for (const [code, via, by, strength] of [
    [PASS, "wedge", "wallet", "strong"],
    [ACCOUNT, "wedge", "account", "strong"],
    [PAYMENT_ACCOUNT, "till", "payment_account", "medium"],
    [VERIFIED, "typed", "verified_email", "medium"],
  ]) {
    const { body } = await scan(code, via);
    const { who } = await card(({ state }) => state === "shown", by);
    assert.deepEqual([who.given_name, who.by, who.strength], ["Bruno", by, strength]);
    assert.match(why(body.id, "--lang", "en").stdout, new RegExp(`strength: +${strength}\n`));
    await close();
  }
});

test("an address that is not theirs is denied", async () => {
  const { body } = await scan(EMAIL, "typed");
  await answer(await card(({ state }) => state === "asking", "the question"), "no");
  assert.equal((await card(({ state }) => state === "unknown", "nobody")).reason, "denied");
  assert.match(why(body.id, "--lang", "en").stdout, /nobody \(staff said that it was not that person\)/);
  await close();
});

test("programs are told that a phone number alone is only possible", async () => {
  const body = await staff.expect(200, "POST", "/v1/recognitions",
    { identifiers: [{ kind: "phone", value: PHONE }] });
  assert.equal(body.outcome, "possible");
  const both = await staff.expect(200, "POST", "/v1/recognitions",
    { identifiers: [{ kind: "phone", value: PHONE }, { kind: "email", value: EMAIL }] });
  assert.equal(both.outcome, "matched");
  const nobody = await staff.expect(200, "POST", "/v1/recognitions",
    { identifiers: [{ kind: "loyalty", value: "0000000" }] });
  assert.equal(nobody.reason, "blocked");
});

test("whom staff choose by their words: the bits of every field add up to the score, with no word of them", async () => {
  const said = { given_name: "Anna", family_name: "Bianchi", phone: "1234" };
  const recognised = () => world.ctl(["tail", "--json"]).trim().split("\n").map((line) => JSON.parse(line))
    .filter(({ type }) => type === "touchpoint.customer.recognised");
  const before = recognised().at(-1)?.sequence ?? 0;
  const { candidates } = await staff.expect(200, "POST", "/v1/people", said);
  assert.equal(candidates.length, 1);
  assert.equal(candidates[0].fields.reduce((sum, { bits }) => sum + bits, 0), candidates[0].score);
  await staff.expect(204, "POST", "/v1/card", { profile: candidates[0].profile });
  const { who } = await card(({ state }) => state === "shown", "the card");
  assert.equal(who.by, "person");
  assert.equal(who.assurance, "claimed");
  const chosen = await eventually("the recognition in the journal", () => recognised().at(-1)?.sequence > before && recognised().at(-1));
  const [verdict, ...others] = JSON.parse(why(String(chosen.sequence), "--json").stdout).verdicts;
  assert.deepEqual(others, []);
  assert.equal(verdict.by, "person");
  const { fields, score } = verdict.decision;
  assert.deepEqual(fields.map(({ field }) => field), candidates[0].fields.map(({ field }) => field));
  assert.ok(fields.length >= 3, "names and phone");
  assert.equal(fields.reduce((sum, { bits }) => sum + bits, 0), score);
  const told = world.ctl(["why", "--lang", "en"]);
  assert.equal(told, why(verdict.id, "--lang", "en").stdout, "the last one, by nothing and by its id");
  assert.match(told, new RegExp(`${(score / 100).toFixed(2).replace(".", "\\.")}  in all, in bits`));
  for (const value of ["Anna", "Bianchi", "1234"]) assert.ok(!told.includes(value), "no word of the customer");
  await close();
});

test("what may not be kept is refused in words", async () => {
  for (const [code, words] of [[LOTTERY, /receipt-lottery/], ["@UPAAD50", /programs scanners/],
    ...FORBIDDEN.map((text) => [text, /not kept|looks like/])]) {
    const { status, body } = await scan(code);
    assert.equal(status, 422);
    assert.match(body.message, words);
  }
  await close();
});

test("what nobody has decided is said so", () => {
  const nothing = why("0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10", "--lang", "en");
  assert.equal(nothing.status, 1);
  assert.match(nothing.stderr, /no such decision/);
  assert.match(why("1", "--lang", "en").stderr, /no such decision/, "a row of another kind");
  assert.match(why("7x", "--lang", "en").stderr, /named by its row, as tail shows it, or by the UUID/);
});

test("nothing that was shown or said can be read from the device's disk", async () => {
  await world.agent.stop();
  const markers = [CARD, PHONE, PHONE.replaceAll(" ", ""), EMAIL, UNCERTAIN, GIFT_CARD, LOTTERY, ...FORBIDDEN, "Bianchi", VERIFIED, PASS, PAYMENT_ACCOUNT];
  const files = fs.readdirSync(world.path("device"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
  assert.ok(files.some((file) => file.endsWith("journal.db")) && files.some((file) => file.endsWith("profiles.db")));
  assert.ok(files.some((file) => fs.readFileSync(file).includes("touchpoint.scan.named")), "it is read, all of it");
  for (const file of [...files, world.path("device.log")]) {
    const bytes = fs.readFileSync(file);
    for (const marker of markers) {
      assert.ok(!bytes.includes(marker), `${path.basename(file)} holds a value as it was shown`);
      assert.ok(!bytes.includes(Buffer.from(marker, "utf16le")), `${path.basename(file)} holds one in UTF-16`);
    }
  }
});
