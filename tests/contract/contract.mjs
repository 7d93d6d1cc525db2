// The contract as tests use it: schemas by their file's name, and both descriptions.

import { isUtf8 } from "node:buffer";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { parse } from "yaml";

export const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../sync/contract");
const base = "file:///contract/";

export const read = (file) => fs.readFileSync(path.join(folder, file));
export const readText = (file) => read(file).toString("utf8");
export const openapi = parse(readText("openapi.yaml"));
export const asyncapi = parse(readText("asyncapi.yaml"));

export const schemaFiles = ["schemas", "schemas/data"].flatMap((below) =>
  fs.readdirSync(path.join(folder, below)).filter((name) => name.endsWith(".json")).map((name) => `${below}/${name}`));

const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, strictTypes: false });
addFormats(ajv);
for (const file of schemaFiles) ajv.addSchema(JSON.parse(readText(file)), base + file);

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
export function judgeWithin(schema, value) {
  const absolute = JSON.stringify(schema).replaceAll('"$ref":"schemas/', `"$ref":"${base}schemas/`);
  return complaints(ajv.compile(JSON.parse(absolute)), value);
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
