// The software bill of materials of a package, as SPDX 2.3 JSON on standard output: our programs with
// their digests, what they are linked with as installed here, and what is compiled into them.
//
//   node cross/scripts/sbom.mjs PACKAGE VERSION PROGRAM…

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const top = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const [name, version, ...programs] = process.argv.slice(2);
if (programs.length === 0) {
  console.error("usage: sbom.mjs PACKAGE VERSION PROGRAM…");
  process.exit(2);
}
const run = (command, ...args) => execFileSync(command, args, { encoding: "utf8" });

// Licences as SPDX writes them, by Debian's source package.
const LICENCES = {
  "boost1.81": "BSL-1.0",
  cli11: "BSD-3-Clause",
  expat: "MIT",
  fmtlib: "MIT",
  "gcc-12": "GPL-3.0-or-later WITH GCC-exception-3.1",
  glibc: "LGPL-2.1-or-later",
  libzstd: "BSD-3-Clause",
  qrencode: "LGPL-2.1-or-later",
  mosquitto: "EPL-2.0 OR BSD-3-Clause",
  openssl: "Apache-2.0",
  preact: "MIT",
  spdlog: "MIT",
  sqlite3: "blessing",
  systemd: "LGPL-2.1-or-later",
  tomlplusplus: "MIT",
  uplot: "MIT",
  uqr: "MIT",
  utf8proc: "MIT",
  zlib: "Zlib",
};
// Headers that become part of the programs.
const COMPILED_IN = ["libboost1.81-dev", "libcli11-dev"];

function licence(source) {
  if (!(source in LICENCES)) throw new Error(`sbom.mjs does not know the licence of ${source}`);
  return LICENCES[source];
}

const architecture = process.env.TOUCHPOINT_ARCHITECTURE || run("dpkg", "--print-architecture").trim();

function debian(binary) {
  const [source, installed] = run("dpkg-query", "-W", "-f", "${source:Package} ${Version}\n", binary)
    .split("\n")[0].split(" ");
  const plain = binary.replace(/:.*/, "");
  return {
    name: plain, SPDXID: `SPDXRef-${plain.replace(/[^A-Za-z0-9.-]/g, "-")}`, versionInfo: installed,
    supplier: "Organization: Debian", downloadLocation: "NOASSERTION", filesAnalyzed: false,
    licenseConcluded: "NOASSERTION", licenseDeclared: licence(source), copyrightText: "NOASSERTION",
    externalRefs: [{ referenceCategory: "PACKAGE-MANAGER", referenceType: "purl",
      referenceLocator: `pkg:deb/debian/${plain}@${encodeURIComponent(installed)}?arch=${architecture}&distro=bookworm` }],
  };
}

// The Debian packages that hold the libraries which a program names.
function linked(program) {
  const needed = run("objdump", "-p", program).split("\n").map((line) => line.match(/NEEDED\s+(\S+)/)?.[1]);
  return needed.filter((library) => library && !library.startsWith("ld-linux")).map((library) => {
    const holders = run("dpkg", "-S", `*/${library}`).split("\n").filter((line) => !line.includes("diversion"))
      .flatMap((line) => line.split(": ")[0].split(", "));
    const holder = holders.find((each) => each.endsWith(`:${architecture}`));
    if (!holder) throw new Error(`no package of ${architecture} holds ${library}`);
    return holder;
  });
}

const dependencies = new Map();
for (const binary of [...programs.flatMap(linked), ...COMPILED_IN]) {
  const found = debian(binary);
  dependencies.set(found.SPDXID, { ...found, how: COMPILED_IN.includes(binary) ? "STATIC_LINK" : "DYNAMIC_LINK" });
}
// What the pages are built with: the counter's board has a chart, the hub's console shows QR codes.
const lock = JSON.parse(fs.readFileSync(path.join(top, "agent/ui/package-lock.json"), "utf8"));
for (const library of name === "touchpoint-agent" ? ["preact", "uplot"] : ["preact", "uqr"]) {
  const { version } = lock.packages[`node_modules/${library}`];
  dependencies.set(`SPDXRef-${library}`, {
    name: library, SPDXID: `SPDXRef-${library}`, versionInfo: version, supplier: "NOASSERTION",
    downloadLocation: "NOASSERTION", filesAnalyzed: false, licenseConcluded: "NOASSERTION",
    licenseDeclared: licence(library), copyrightText: "NOASSERTION", how: "STATIC_LINK",
    externalRefs: [{ referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator: `pkg:npm/${library}@${version}` }],
  });
}

const epoch = Number(process.env.SOURCE_DATE_EPOCH ?? Math.floor(Date.now() / 1000));
const created = new Date(epoch * 1000).toISOString().replace(/\.\d+Z$/, "Z");
const files = programs.map((program) => ({
  fileName: `./usr/bin/${path.basename(program)}`, SPDXID: `SPDXRef-File-${path.basename(program)}`,
  checksums: ["sha1", "sha256"].map((algorithm) => ({
    algorithm: algorithm.toUpperCase(),
    checksumValue: createHash(algorithm).update(fs.readFileSync(program)).digest("hex"),
  })),
  comment: "as built; the installed file is stripped",
  licenseConcluded: "Apache-2.0", copyrightText: "NOASSERTION",
}));
const own = `SPDXRef-${name}`;
const sorted = [...dependencies.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
console.log(JSON.stringify({
  spdxVersion: "SPDX-2.3", dataLicense: "CC0-1.0", SPDXID: "SPDXRef-DOCUMENT", name: `${name}-${version}`,
  documentNamespace: `urn:touchpoint:sbom:${name}:${version}:${files[0].checksums[1].checksumValue}`,
  creationInfo: { created, creators: ["Tool: touchpoint-sbom"] },
  packages: [{
    name, SPDXID: own, versionInfo: version, supplier: "NOASSERTION", downloadLocation: "NOASSERTION",
    filesAnalyzed: false, licenseConcluded: "Apache-2.0", licenseDeclared: "Apache-2.0", copyrightText: "NOASSERTION",
  }, ...sorted.map(({ how, ...entry }) => entry)],
  files,
  relationships: [
    { spdxElementId: "SPDXRef-DOCUMENT", relationshipType: "DESCRIBES", relatedSpdxElement: own },
    ...files.map((file) => ({ spdxElementId: own, relationshipType: "CONTAINS", relatedSpdxElement: file.SPDXID })),
    ...sorted.map((entry) => ({ spdxElementId: own, relationshipType: entry.how, relatedSpdxElement: entry.SPDXID })),
  ],
}, null, 1));
