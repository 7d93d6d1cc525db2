// The contract as tests use it: schemas by their file's name, and the descriptions, that of a device's local
// API among them.

import assert from "node:assert/strict";
import { isUtf8 } from "node:buffer";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { parse } from "yaml";

export const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../sync/contract");
const base = "file:///contract/";
const local = "file:///local/";

export const read = (file) => fs.readFileSync(path.join(folder, file));
export const readText = (file) => read(file).toString("utf8");
export const openapi = parse(readText("openapi.yaml"));
export const asyncapi = parse(readText("asyncapi.yaml"));
export const localApiFile = path.resolve(folder, "../../agent/web/openapi.yaml");
export const localApi = parse(fs.readFileSync(localApiFile, "utf8"));

export const schemaFiles = ["schemas", "schemas/data"].flatMap((below) =>
  fs.readdirSync(path.join(folder, below)).filter((name) => name.endsWith(".json")).map((name) => `${below}/${name}`));

// A tuple with more behind it is no mistake: of a batch, the first event says more than the others must.
const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, strictTypes: false, strictTuples: false });
addFormats(ajv);
for (const file of schemaFiles) ajv.addSchema(JSON.parse(readText(file)), base + file);
const absolute = (schema) => JSON.stringify(schema).replaceAll('"$ref":"schemas/', `"$ref":"${base}schemas/`)
  .replaceAll('"$ref":"#/components/schemas/', `"$ref":"${local}`);
for (const [name, schema] of Object.entries(localApi.components.schemas)) ajv.addSchema(JSON.parse(absolute(schema)), local + name);

// What is wrong with a value, one line for each; none: nothing.
function complaints(validate, value) {
  if (validate(value)) return [];
  return validate.errors.map((error) => `${error.instancePath || "/"} ${error.message} ${JSON.stringify(error.params)}`);
}

// `where` is a file with a pointer: "schemas/event.json", "schemas/calls.json#/$defs/track".
export function judge(where, value) {
  return complaints(ajv.getSchema(base + where) ?? ajv.compile({ $ref: base + where }), value);
}

// A schema that stands in a description.
const compiled = new Map();
export function judgeWithin(schema, value) {
  const text = absolute(schema);
  if (!compiled.has(text)) compiled.set(text, ajv.compile(JSON.parse(text)));
  return complaints(compiled.get(text), value);
}

// A program's door, as a description has it: each answer is held against that.
export class Door {
  #heard = new Set();  // "operation status"
  #paths;

  constructor(description, refusal) {
    Object.assign(this, { description, refusal });
    this.#paths = Object.keys(description.paths).map((path) =>
      [path, new RegExp(`^${path.replaceAll(".", "\\.").replaceAll(/\{\w+\}/g, "[^/]+")}$`)]);
  }

  hold(method, target, status, type, body) {
    const found = this.#paths.find(([, pattern]) => pattern.test(target.split("?")[0]));
    const operation = found && this.description.paths[found[0]][method.toLowerCase()];
    const said = `${method} ${target} answers ${status} ${type}: ${JSON.stringify(body)?.slice(0, 500)}`;
    if (!operation) return assert.deepEqual(judgeWithin(this.refusal, body), [], said);
    const described = operation.responses[status] ?? operation.responses[`${String(status)[0]}XX`];
    assert.ok(described, `${said}, and the description does not know that`);
    const { content } = described.$ref ? this.description.components.responses[described.$ref.split("/").at(-1)] : described;
    const media = (type ?? "").split(";")[0];
    if (content) {
      assert.ok(media in content, said);
      assert.deepEqual(judgeWithin(content[media].schema, body), [], said);
    } else {
      assert.equal(body, "", said);
    }
    this.#heard.add(`${operation.operationId} ${status}`);
  }

  // The successes that are described and that nobody was heard to have.
  get silent() {
    return Object.values(this.description.paths).flatMap((operations) => Object.values(operations))
      .filter(({ operationId }) => operationId)
      .flatMap(({ operationId, responses }) => Object.keys(responses).filter((status) => /^2\d\d$/.test(status))
        .map((status) => `${operationId} ${status}`))
      .filter((success) => !this.#heard.has(success));
  }
}

// As strict as JSON.parse, and the bytes must be UTF-8.
export function parseBytes(bytes) {
  if (!isUtf8(bytes)) throw new Error("this is not UTF-8");
  return JSON.parse(bytes.toString("utf8"));
}

// Header and payload of a JWS in compact form; throws when it is none. The signature is not looked at.
export function jwsParts(text) {
  const parts = text.split(".");
  if (parts.length !== 3) throw new Error("a JWS has three parts");
  const [header, payload] = parts.slice(0, 2).map((part) => parseBytes(Buffer.from(part, "base64url")));
  return { header, payload, signed: `${parts[0]}.${parts[1]}`, signature: Buffer.from(parts[2], "base64url") };
}
