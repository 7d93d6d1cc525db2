// A page with barcodes, so that a real scanner or a phone can be tried on the demo.

import { spawnSync } from "node:child_process";
import http from "node:http";
import { once } from "node:events";

const kEan13 = "13";  // zint's numbers for symbologies
const kCode128 = "20";

function barcode(symbology, data) {
  const result = spawnSync("zint", ["--direct", "--filetype=SVG", "-b", symbology, "--height=50", "-d", data],
                           { encoding: "utf8" });
  if (result.status !== 0) throw new Error(`zint could not draw ${data}: ${result.stderr}`);
  return result.stdout.slice(result.stdout.indexOf("<svg"));
}

const escape = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

function page(codes) {
  const cards = codes.map(({ code, who, what }) => `
    <figure><figcaption><b>${escape(who)}</b><br>${escape(what)}</figcaption>
    ${barcode(/^\d{13}$/.test(code) ? kEan13 : kCode128, code)}<code>${escape(code)}</code></figure>`);
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Touchpoint: codes to scan</title>
<style>body{font:16px/1.4 system-ui,sans-serif;margin:32px;color:#16202c;background:#fff}
main{display:grid;grid-template-columns:repeat(auto-fill,minmax(280px,1fr));gap:24px}
figure{margin:0;padding:24px;border:1px solid #c9d1da;border-radius:10px;text-align:center}
figcaption{margin-bottom:16px}svg{max-width:100%;height:auto}code{display:block;margin-top:8px}</style>
<h1>Codes to scan</h1><p>Hold a scanner to the screen while the counter page is open, or type a code there.</p>
<main>${cards.join("")}</main></html>`;
}

// Serves the page on a free loopback port; gives its URL.
export async function serveCodes(codes) {
  const html = page(codes);
  const server = http.createServer((request, response) => {
    response.writeHead(request.url === "/" ? 200 : 404, { "content-type": "text/html; charset=utf-8" });
    response.end(request.url === "/" ? html : "");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://localhost:${server.address().port}/`, close: () => server.close() };
}
