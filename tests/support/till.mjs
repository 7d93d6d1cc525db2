// A till: a caller of touchpoint-deviced's socket, and a writer of POSLog files.

import fs from "node:fs";
import net from "node:net";
import path from "node:path";

import { eventually, Program } from "./world.mjs";

// touchpoint-deviced beside the agent of `world`, with a socket and a folder of its own.
export class Deviced {
  constructor(world, { name = "deviced", poslog = {} } = {}) {
    this.world = world;
    this.folder = world.path(name);
    this.socket = path.join(this.folder, "till.sock");
    this.poslog = path.join(this.folder, "poslog");
    this.config = path.join(this.folder, "deviced.toml");
    fs.mkdirSync(this.poslog, { recursive: true });
    fs.writeFileSync(this.config, `
[agent]
socket = "${world.path("device/run/api.sock")}"
[till]
socket = "${this.socket}"
[poslog]
folder = "${this.poslog}"
look = "1s"
${Object.entries(poslog).map(([key, value]) => `${key} = ${JSON.stringify(value)}`).join("\n")}
`);
    this.program = new Program("touchpoint-deviced", path.join(world.bin, "touchpoint-deviced"),
      ["--config", this.config], { log: path.join(this.folder, "log"), env: { TZ: "Europe/Rome" } });
  }

  async start() {
    this.world.launch(this.program);
    await this.program.ready("the till's socket", () => answers(this.socket), { everyMs: 20 });
  }

  stop(signal) {
    return this.program.stop(signal);
  }

  // As a till should: under another name, then renamed.
  drop(name, text) {
    const aside = path.join(this.poslog, `.${name}.part`);
    fs.writeFileSync(aside, text);
    fs.renameSync(aside, path.join(this.poslog, name));
  }

  files(folder) {
    return fs.readdirSync(path.join(this.poslog, folder)).filter((name) => !name.startsWith(".")).sort();
  }

  // Until nothing is on its way: every file is done or refused.
  allPutAway(options) {
    return eventually("every file to be put away", () => this.files("working").length === 0 &&
      this.files(".").every((name) => !name.endsWith(".xml")), { ms: 60_000, ...options });
  }

  why(name) {
    return fs.readFileSync(path.join(this.poslog, "refused", `${name}.txt`), "utf8");
  }
}

function answers(socket) {
  return new Promise((resolve) => {
    const connection = net.connect(socket);
    connection.once("connect", () => { connection.destroy(); resolve(true); });
    connection.once("error", () => resolve(false));
  });
}

// A connection of a till's software: lines in, answers out, in their order.
export class TillCaller {
  constructor(socket) {
    this.connection = net.connect(socket);
    this.connection.setEncoding("utf8");
    this.waiting = [];
    this.answers = [];
    let text = "";
    this.connection.on("data", (part) => {
      text += part;
      for (let end; (end = text.indexOf("\n")) >= 0; text = text.slice(end + 1)) this.#take(JSON.parse(text.slice(0, end)));
    });
    this.closed = new Promise((resolve) => this.connection.once("close", resolve));
    this.connection.once("error", () => {});
    this.connection.once("close", () => this.waiting.splice(0).forEach((each) => each(null)));
  }

  #take(answer) {
    const next = this.waiting.shift();
    if (next) next(answer); else this.answers.push(answer);
  }

  write(text) {
    this.connection.write(text);
  }

  // The next answer; null when the connection has ended before.
  answer() {
    if (this.answers.length > 0) return Promise.resolve(this.answers.shift());
    if (this.connection.destroyed) return Promise.resolve(null);
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  say(value) {
    this.write(`${typeof value === "string" ? value : JSON.stringify(value)}\n`);
    return this.answer();
  }

  end() {
    this.connection.destroy();
  }
}

const escaped = (text) => String(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

// One transaction of a till, with its lines: `{ sku, name, quantity, price, back }`.
export function transaction({ store = "12", till = "3", date = "2026-03-02", sequence, lines = [], card, customer, status = "",
  training = false, currency = "EUR", voids }) {
  const total = lines.reduce((sum, { quantity = 1, price, back }) => sum + (back ? -1 : 1) * quantity * price, 0);
  const line = ({ sku, name, quantity = 1, price, back, reason }, index) => `<LineItem VoidFlag="false">
<SequenceNumber>${index + 1}</SequenceNumber><${back ? "Return" : "Sale"} ItemType="Stock">
<POSIdentity POSIDType="SKU"><POSItemID>${escaped(sku)}</POSItemID></POSIdentity>
${name ? `<Description>${escaped(name)}</Description>` : ""}
<ActualSalesUnitPrice>${price.toFixed(2)}</ActualSalesUnitPrice><ExtendedAmount>${(quantity * price).toFixed(2)}</ExtendedAmount>
<Quantity Units="1" UnitOfMeasureCode="EA">${quantity}</Quantity>
${back?.sequence ? `<TransactionLink ReasonCode="Return"><WorkstationID>${till}</WorkstationID>
<BusinessDayDate>${back.date ?? date}</BusinessDayDate><SequenceNumber>${back.sequence}</SequenceNumber></TransactionLink>` : ""}
${reason ? `<Reason>${escaped(reason)}</Reason>` : ""}</${back ? "Return" : "Sale"}></LineItem>`;
  return `<Transaction CancelFlag="false" TrainingModeFlag="${training}"><RetailStoreID>${store}</RetailStoreID>
<WorkstationID>${till}</WorkstationID><SequenceNumber>${sequence}</SequenceNumber><BusinessDayDate>${date}</BusinessDayDate>
<BeginDateTime>${date}T10:00:00</BeginDateTime><EndDateTime>${date}T10:02:03</EndDateTime>
<OperatorID>7</OperatorID><CurrencyCode>${currency}</CurrencyCode>
<RetailTransaction Version="2.2"${status ? ` TransactionStatus="${status}"` : ""}>
${lines.map(line).join("\n")}
<LineItem><Tender TenderType="Cash"><Amount>${total.toFixed(2)}</Amount></Tender></LineItem>
<Total TotalType="TransactionGrandAmount">${total.toFixed(2)}</Total>
${voids ? `<TransactionLink ReasonCode="Voided"><SequenceNumber>${voids}</SequenceNumber></TransactionLink>` : ""}
${customer ? `<Customer><CustomerID>${customer}</CustomerID></Customer>` : ""}
${card ? `<LoyaltyAccount><LoyaltyProgram><LoyaltyAccountID>${card}</LoyaltyAccountID></LoyaltyProgram></LoyaltyAccount>` : ""}
</RetailTransaction></Transaction>`;
}

export function poslog(...transactions) {
  return `<?xml version="1.0" encoding="UTF-8"?>
<POSLog xmlns="http://www.nrf-arts.org/IXRetail/namespace/" MajorVersion="6">${transactions.map(transaction).join("\n")}</POSLog>\n`;
}
