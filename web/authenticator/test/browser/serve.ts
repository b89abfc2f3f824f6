import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};

// The policy that the server sends; it is read where the server has it, so that the tests see what people get.
const policyFile = fileURLToPath(new URL('../../../../src/NextAuth.Server/WebApp/content-security-policy.txt', import.meta.url));

export interface Site {
  /** The address of the app. */
  readonly url: string;
  /** What was asked for, in order. */
  readonly asked: string[];
  stop(): Promise<void>;
}

/** Serves a folder at `/app/` of a free port of this machine, with the server's own security headers. */
export async function serve(folder: string): Promise<Site> {
  const policy = (await readFile(policyFile, 'utf8')).trim().split(/\s*\n\s*/).join('; ');
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    asked.push(pathname);
    // Asked for beside a picture that is opened as a page.
    if (pathname === '/favicon.ico') {
      response.writeHead(204).end();
      return;
    }
    const name = pathname.replace(/^\/app\//, '') || 'index.html';
    readFile(join(folder, normalize(`/${name}`)))
      .then((content) => {
        response.writeHead(200, {
          'content-type': types[extname(name)] ?? 'application/octet-stream',
          'content-security-policy': policy.replaceAll('{host}', request.headers.host ?? ''),
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
          'permissions-policy': 'camera=(self)',
          'cross-origin-opener-policy': 'same-origin',
          'cross-origin-resource-policy': 'same-origin',
          'cache-control': 'no-cache',
        });
        response.end(content);
      })
      .catch(() => {
        response.writeHead(404).end();
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('There is no port.');
  return {
    url: `http://127.0.0.1:${address.port}/app/`,
    asked,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
