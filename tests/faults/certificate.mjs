// A server's certificate by the hub's own authority, so that a device believes the rig. Real
// networks cannot do this; it is how a test can send twice what TLS sends once.

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

export function issueServer(hubFolder, into, address) {
  const at = (name) => path.join(into, name);
  fs.mkdirSync(into, { recursive: true });
  const openssl = (...args) => execFileSync("openssl", args, { stdio: ["ignore", "ignore", "pipe"] });
  openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
    "-subj", "/CN=fault rig", "-keyout", at("rig.key"), "-out", at("rig.csr"));
  fs.writeFileSync(at("rig.ext"), `subjectAltName=IP:${address}\nextendedKeyUsage=serverAuth\n`);
  openssl("x509", "-req", "-in", at("rig.csr"), "-days", "2", "-extfile", at("rig.ext"),
    "-CA", path.join(hubFolder, "keys/ca.crt"), "-CAkey", path.join(hubFolder, "keys/ca.key"),
    "-CAcreateserial", "-CAserial", at("rig.srl"), "-out", at("rig.crt"));
  return { key: fs.readFileSync(at("rig.key")), cert: fs.readFileSync(at("rig.crt")) };
}
