// The descriptions are well formed, and tell the same as the schemas beside them.

import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";

import specs from "@asyncapi/specs";
import { createConfig, lint } from "@redocly/openapi-core";
import Ajv from "ajv";
import addFormats from "ajv-formats";

import { asyncapi, folder, judge, localApiFile, openapi, readText, schemaFiles } from "./contract.mjs";

async function problems(file, rules = {}) {
  const config = await createConfig({ extends: ["recommended-strict"], rules });
  const found = await lint({ ref: path.resolve(folder, file), config });
  return found.map(({ ruleId, message, location }) => `${ruleId}: ${message} (${location[0]?.pointer})`);
}

test("openapi.yaml passes the linter", async () => {
  assert.deepEqual(await problems("openapi.yaml"), []);
});

test("asyncapi.yaml passes the linter", async () => {
  assert.deepEqual(await problems("asyncapi.yaml"), []);
});

test("the description of the local API passes the linter", async () => {
  // It is served on this device, and a Card comes in the stream, whose events no OpenAPI describes.
  assert.deepEqual(await problems(localApiFile, { "no-server-example.com": "off", "no-unused-components": "off" }), []);
});

test("the linter sees a mistake", async () => {
  assert.notDeepEqual(await problems("openapi.yaml", { "operation-operationId": "error", "path-segment-plural": "error" }), []);
});

test("asyncapi.yaml is what AsyncAPI 3.0 says", () => {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true });
  addFormats(ajv);
  const valid = ajv.compile(specs.schemasWithoutId["3.0.0"]);
  assert.ok(valid(asyncapi), JSON.stringify(valid.errors, null, 1));
  assert.ok(!valid({ ...asyncapi, channels: [] }), "the schema sees a mistake");
});

test("every schema is JSON Schema 2020-12, and its references lead somewhere", () => {
  for (const file of schemaFiles) assert.doesNotThrow(() => judge(file, {}), file);
});

test("each schema is used by a description or by another schema", () => {
  const texts = [readText("openapi.yaml"), readText("asyncapi.yaml"), ...schemaFiles.map(readText)];
  for (const file of schemaFiles) {
    const name = file.split("/").slice(1).join("/");
    assert.ok(texts.some((text) => text.includes(name) || text.includes(`schemas/${name}`)), file);
  }
});

test("the topics of asyncapi.yaml are those of CONTRACT.md", () => {
  const contract = readText("CONTRACT.md");
  for (const { address } of Object.values(asyncapi.channels)) {
    const written = address.replaceAll("{", "<").replaceAll("}", ">");
    assert.ok(contract.includes(`\`${written}\``), written);
  }
});

test("the paths of openapi.yaml are those of CONTRACT.md", () => {
  const contract = readText("CONTRACT.md");
  for (const path of Object.keys(openapi.paths)) assert.ok(contract.includes(path), path);
  for (const [path] of contract.matchAll(/\/v1\/[a-z/]+[a-z]|\/(healthz|metrics)\b/g)) {
    if (!path.startsWith("/v1/stores")) assert.ok(path in openapi.paths, path);
  }
});
