/** Fetches all files past the browser's cache. One that fails fails the new version: half an app is worse than the old one. */
export async function keepFiles(cacheName: string, files: readonly (readonly [string, string])[]): Promise<void> {
  const cache = await caches.open(cacheName);
  await cache.addAll(files.map(([name]) => new Request(name, { cache: 'reload' })));
}

export async function forgetOld(cacheName: string): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith('app-') && name !== cacheName).map((name) => caches.delete(name)));
}

/** @returns `undefined` for what is none of ours; the network has it. */
export function answerFromCache(request: Request, scope: string, cacheName: string): Promise<Response> | undefined {
  if (request.method !== 'GET' || !request.url.startsWith(scope)) return undefined;
  // Whatever address the app is opened by, it is the one page.
  const key = request.mode === 'navigate' ? scope : request.url;
  return caches
    .open(cacheName)
    .then((cache) => cache.match(key, { ignoreSearch: true, ignoreVary: true }))
    .then((found) => found ?? fetch(request));
}
