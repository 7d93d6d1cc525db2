// One customer's journey from the web shop to the counter and back, through every real part. Each
// step is a sentence and a function; the first that fails ends the check.

import { randomUUID } from "node:crypto";

import { DeviceClient } from "../../tests/support/device_client.mjs";
import { eventually } from "../../tests/support/world.mjs";

const nps = (score) => ({
  type: "touchpoint.survey.answered",
  data: { survey: "store-visit", version: 1, question: "recommend", kind: "nps", score, language: "it" },
});

// A UUIDv7, as a page makes it: repeating a call under the same id records it once.
export function eventId() {
  const time = Date.now().toString(16).padStart(12, "0");
  const random = randomUUID().replaceAll("-", "");
  const hex = `${time}7${random.slice(13, 16)}${random.slice(16)}`;
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export class Journey {
  constructor(world, { say = console.log } = {}) {
    this.world = world;
    this.say = say;
    this.steps = 0;
  }

  async step(sentence, action) {
    const began = process.hrtime.bigint();
    const value = await action();
    const ms = Number(process.hrtime.bigint() - began) / 1e6;
    this.steps += 1;
    this.say(`  ok  ${sentence} (${ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(1)} s`})`);
    return value;
  }

  hubHas(sequence) {
    return () => this.world.hubJournal().through >= sequence;
  }

  async run() {
    const { world } = this;
    const counter = new DeviceClient(world.agentPort);
    const kiosk = new DeviceClient(world.agentPort, "kiosk.localhost");
    try {
      await counter.signIn(world.staff.name, world.staff.pin);
      const screen = counter.stream();
      await this.online(counter, kiosk, screen);
      await this.offline(counter, kiosk, screen);
    } finally {
      counter.close();
    }
    return this.steps;
  }

  async online(counter, kiosk, screen) {
    const { world } = this;
    const { shop } = world;
    const customer = shop.customers[0];
    const scan = () => counter.expect(202, "POST", "/v1/scans", { id: eventId(), code: customer.userId, via: "wedge" });
    const order = shop.order(customer, shop.articles("BAG-02"), { collect: true, id: "W-9001" });

    await this.step("a customer orders a bag on the web, to be collected in this store", async () => {
      await world.uplink.send(order);
      await world.uplink.send(shop.orderReady(order, "B4"));
    });
    const card = await this.step("their loyalty card is scanned: the card shows who, the order and its shelf", async () => {
      await eventually("the order on the card", async () => {
        await scan();
        const shown = await screen.until("card", (c) => c.state === "shown", "the card");
        return shown.now?.some((item) => item.kind === "ready_to_collect" && item.order.order_id === "W-9001");
      });
      const shown = screen.latest.card;
      if (shown.who.family_name !== customer.traits.lastName) throw new Error("the card shows somebody else");
      const item = shown.now.find((entry) => entry.order?.order_id === "W-9001");
      if (item.order.shelf !== "B4") throw new Error("the card does not say which shelf");
      return shown;
    });
    await this.step("it says not to offer what was just bought on the web", async () => {
      const guarded = card.do_not.some((item) => item.kind === "already_bought" && item.item.sku === "BAG-02");
      if (!guarded) throw new Error(`do_not is ${JSON.stringify(card.do_not)}`);
    });
    const collected = await this.step("the order is handed over: recorded here before the answer", () =>
      counter.expect(201, "POST", "/v1/interactions", {
        id: eventId(), type: "touchpoint.order.collected",
        data: { profile: card.who.profile, order_id: "W-9001" },
      }));
    await this.step("it leaves the card at once", () =>
      screen.until("card", (c) => !c.now?.some((item) => item.order?.order_id === "W-9001"), "the order to go"));
    await this.step("the hub has stored it and says so, signed", () =>
      eventually("the hub to have the collection", this.hubHas(collected.sequence)));
    await this.step("the centre's page about this customer now includes it", () =>
      screen.until("card", (c) => c.timeline?.some(
        (entry) => entry.type === "order.collected" && !entry.here), "the feed to bring it back"));
    const answer = await this.step("a customer answers at the kiosk: thanked after the commit", () =>
      kiosk.expect(201, "POST", "/v1/interactions", { id: eventId(), ...nps(9) }));
    await this.step("the hub has the answer", () =>
      eventually("the hub to have the answer", this.hubHas(answer.sequence)));
  }

  async offline(counter, kiosk, screen) {
    const { world } = this;
    const { shop } = world;
    const customer = shop.customers[1];
    await this.step("hub and broker are stopped", async () => {
      await world.broker.stop();
      await world.hub.stop();
      await screen.until("status", (s) => !s.hub.online, "the screen to say that it is offline", 60_000);
    });
    const card = await this.step("offline, another customer's card is scanned and shown", async () => {
      await counter.expect(202, "POST", "/v1/scans", { id: eventId(), code: customer.userId, via: "wedge" });
      return screen.until("card", (c) => c.state === "shown" && c.who.family_name === customer.traits.lastName &&
        c.who.given_name === customer.traits.firstName, "the card");
    });
    const id = eventId();
    const note = { id, type: "touchpoint.note.added", data: { profile: card.who.profile, text: "Prefers to be called in the afternoon." } };
    const recorded = await this.step("a note, a sale and an answer are recorded", async () => {
      await counter.expect(201, "POST", "/v1/interactions", note);
      await kiosk.expect(201, "POST", "/v1/interactions", { id: eventId(), ...nps(3) });
      return counter.expect(201, "POST", "/v1/interactions", {
        id: eventId(), type: "touchpoint.order.completed",
        data: { profile: card.who.profile, order_id: "S-1", total: 39, currency: "EUR",
                products: [{ sku: "BLT-01", name: "Braided belt", quantity: 1, price: 39 }] },
      });
    });
    await this.step("the note sent again is not recorded twice; under another text it is refused", async () => {
      const again = await counter.expect(200, "POST", "/v1/interactions", note);
      if (!again.repeated) throw new Error("the repeat was taken for a new event");
      await counter.expect(409, "POST", "/v1/interactions", { ...note, data: { ...note.data, text: "Something else." } });
    });
    await this.step("the screen counts what waits and says that nothing is lost", () =>
      screen.until("status", (s) => !s.hub.online && s.journal.to_send >= 4, "what waits to be counted"));
    await this.step("hub and broker come back", async () => {
      await world.startBroker();
      await world.startHub();
    });
    await this.step("everything arrives, once and in order", async () => {
      await eventually("the hub to have everything", this.hubHas(recorded.sequence), { ms: 90_000 });
      await screen.until("status", (s) => s.hub.online && s.journal.to_send === 0, "the queue to be empty", 60_000);
      const status = world.deviceStatus();
      const { stored, through } = world.hubJournal();
      if (stored !== status.journal.last || through !== status.journal.last) {
        throw new Error(`recorded ${status.journal.last}, stored ${stored}, through ${through}`);
      }
      if (status.journal.refused !== 0) throw new Error(`${status.journal.refused} rows were refused`);
    });
  }
}
