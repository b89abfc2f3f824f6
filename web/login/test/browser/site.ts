// A site as somebody would make it: another origin than the server, with the strictest policy that its documentation asks for.
import { createServer, type Server as HttpServer } from 'node:http';
import { freePort } from '../../../../tests/browser/src/free-port.ts';
import type { Server } from './programs.ts';

export interface Page {
  /** What stands in the page, made anew for each request. */
  body: () => Promise<string>;
  footer?: () => Promise<string>;
  /** A script of the site itself. */
  script?: string;
  /** Another policy than the strictest one that names the server's address. */
  policy?: string;
}

const style = `
  :root { color-scheme: light dark; }
  body { margin: 0; padding: 2rem 1rem; font-family: ui-sans-serif, system-ui, sans-serif; background: light-dark(#f4f6f9, #12151c); color: light-dark(#1d2433, #eaeef6); }
  main { display: flex; flex-wrap: wrap; gap: 1.5rem; justify-content: center; }
  h1 { width: 100%; text-align: center; font-size: 1.6rem; margin: 0; }
`;

export class Site {
  readonly pages = new Map<string, Page>();
  /** How often each page was asked for. */
  readonly loads = new Map<string, number>();
  readonly url: string;
  readonly #http: HttpServer;
  readonly #server: Server;

  private constructor(server: Server, port: number) {
    this.url = `http://localhost:${String(port)}`;
    this.#server = server;
    this.#http = createServer((request, response) => {
      void this.#answer(new URL(request.url ?? '/', this.url).pathname).then(({ status, type, text, policy = this.#policy() }) => {
        response.writeHead(status, { 'Content-Type': `${type}; charset=utf-8`, 'Content-Security-Policy': policy, 'Cache-Control': 'no-store' }).end(text);
      });
    });
    this.#http.listen(port, 'localhost');
  }

  static async start(server: Server): Promise<Site> {
    return new Site(server, await freePort());
  }

  stop(): void {
    this.#http.closeAllConnections();
    this.#http.close();
  }

  // As docs/api/html.md says: the server's address for the two files and for the socket, and nothing inline.
  #policy(): string {
    const socket = this.#server.url.replace('http', 'ws');
    return `default-src 'none'; script-src 'self' ${this.#server.url}; style-src 'self' ${this.#server.url}; img-src 'self'; connect-src ${socket}; `
      + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
  }

  async #answer(path: string): Promise<{ status: number; type: string; text: string; policy?: string | undefined }> {
    if (path === '/site.css') {
      return { status: 200, type: 'text/css', text: style };
    }
    if (path === '/icon.svg') {
      return { status: 200, type: 'image/svg+xml', text: '<svg xmlns="http://www.w3.org/2000/svg"/>' };
    }
    const page = this.pages.get(path.replace(/\.js$/, ''));
    if (path.endsWith('.js') && page) {
      return { status: 200, type: 'text/javascript', text: page.script ?? '' };
    }
    if (!page) {
      return { status: 404, type: 'text/plain', text: 'There is no such page.' };
    }
    const load = (this.loads.get(path) ?? 0) + 1;
    this.loads.set(path, load);
    const text = `<!DOCTYPE html>
<html lang="en" data-load="${String(load)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Example shop</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/site.css">
</head>
<body>
<main>
<h1>Example shop</h1>
${await page.body()}
</main>
${page.script === undefined ? '' : `<script src="${path}.js"></script>`}
${(await page.footer?.()) ?? ''}
</body>
</html>`;
    return { status: 200, type: 'text/html', text, policy: page.policy };
  }
}
