// Makes a device's certificate older than it is: one for the same key, name and serial number by the
// hub's own authority, with other dates. Time itself cannot be made to pass for real programs.

import { execFileSync } from "node:child_process";
import fs from "node:fs";

const openssl = (...args) => execFileSync("openssl", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
const stamp = (days) => new Date(Date.now() + days * 86_400_000).toISOString().replace(/[-:T]|\.\d+/g, "");

// `begins` and `ends` in days from now; `by` which of the hub's authorities. The device must not run.
export function ageCertificate(world, { begins, ends }, by = { cert: world.path("hub/keys/ca.crt"), key: world.path("hub/keys/ca.key") }) {
  const identity = (name) => world.path("device/state/identity", name);
  const folder = fs.mkdtempSync(world.path("aged-"));
  const at = (name) => `${folder}/${name}`;
  const number = openssl("x509", "-in", identity("certificate.pem"), "-noout", "-serial").trim().replace("serial=", "");
  fs.writeFileSync(at("index.txt"), "");
  fs.writeFileSync(at("serial"), `${number}\n`);
  fs.writeFileSync(at("ca.cnf"), `
[ca]
default_ca = own
[own]
database = ${at("index.txt")}
serial = ${at("serial")}
new_certs_dir = ${folder}
certificate = ${by.cert}
private_key = ${by.key}
default_md = sha256
policy = any
x509_extensions = client
[any]
organizationalUnitName = supplied
commonName = supplied
[client]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = clientAuth
`);
  openssl("req", "-new", "-key", identity("key.pem"), "-subj", `/OU=${world.store}/CN=${world.device}`, "-out", at("csr"));
  openssl("ca", "-batch", "-notext", "-config", at("ca.cnf"), "-in", at("csr"), "-out", at("certificate.pem"),
    "-startdate", stamp(begins), "-enddate", stamp(ends));
  fs.copyFileSync(at("certificate.pem"), identity("certificate.pem"));
}
