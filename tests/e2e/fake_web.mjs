// The HTTP around the fake device: two origins by host name on one port, the built pages, and the
// headers that a real device sends, its content policy above all.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const dist =
  process.env.TOUCHPOINT_UI_DIST ?? fileURLToPath(new URL('../../agent/ui/dist', import.meta.url));
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const securityHeaders = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};
// Resolves to {port, close}. Port 0 takes a free one.
export async function listen(device, port = 0) {
  const server = createServer((request, response) => {
    serve(device, request, response).catch(
      () => response.headersSent || response.writeHead(500).end(),
    );
  });
  await new Promise((ready, fail) => server.once('error', fail).listen(port, '127.0.0.1', ready));
  return {
    port: server.address().port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function serve(device, request, response) {
  const kind = /^(counter|kiosk)\.localhost(:\d+)?$/.exec(request.headers.host ?? '')?.[1];
  const path = new URL(request.url, 'http://localhost').pathname;
  if (!kind) return response.writeHead(421).end();
  if (!path.startsWith('/v1/')) return page(kind, path, response);
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const cookie = /touchpoint_session=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
  const answer = device.answer(
    kind,
    request.method,
    path,
    text ? JSON.parse(text) : undefined,
    cookie,
  );
  if (answer === 'stream') {
    response.writeHead(200, {
      ...securityHeaders,
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
    });
    return device.stream(response);
  }
  response.writeHead(answer.status, {
    ...securityHeaders,
    ...(answer.body && { 'Content-Type': 'application/json' }),
    'Cache-Control': 'no-store',
    ...answer.headers,
  });
  response.end(answer.body ? JSON.stringify(answer.body) : undefined);
}

async function page(kind, path, response) {
  const file = join(dist, kind, normalize(path === '/' ? '/index.html' : path));
  try {
    const bytes = await readFile(file);
    response.writeHead(200, {
      ...securityHeaders,
      'Content-Type': types[extname(file)],
      'Cache-Control': path === '/' ? 'no-cache' : 'public, max-age=31536000, immutable',
    });
    response.end(bytes);
  } catch {
    response.writeHead(404, securityHeaders).end();
  }
}
