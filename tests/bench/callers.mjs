// node callers.mjs PORT TOKEN CALLERS: so many callers record one event after the other, each on a connection of its
// own, until this program is ended; sends once a second how many were acknowledged.

import http from "node:http";

const [port, token, callers] = process.argv.slice(2);
const agent = new http.Agent({ keepAlive: true, maxSockets: Number(callers) });
const body = JSON.stringify({ type: "touchpoint.note.added", touchpoint: "counter-1",
  data: { staff: "giulia", text: "asks for the brown bag in another size, comes back on Saturday" } });
let acknowledged = 0;

function record() {
  const request = http.request({ host: "127.0.0.1", port, method: "POST", path: "/v1/interactions", agent,
    headers: { host: `localhost:${port}`, authorization: `Bearer ${token}`, "content-type": "application/json",
      "content-length": Buffer.byteLength(body) } }, (response) => {
    response.resume();
    response.on("end", () => {
      if (response.statusCode !== 201) throw new Error(`a caller was answered ${response.statusCode}`);
      acknowledged += 1;
      record();
    });
  });
  request.end(body);
}
for (let i = 0; i < Number(callers); i++) record();
setInterval(() => process.send(acknowledged), 1000);
