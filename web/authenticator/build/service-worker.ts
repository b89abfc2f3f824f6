import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { build, type Plugin } from 'vite';

/** What the worker does not keep: browsers fetch these when the app is installed, and the app never does. */
const online = new Set(['icons/icon-512.png', 'icons/maskable-512.png', 'icons/apple-touch-icon.png', 'sw.js']);

/**
 * Builds src/worker/sw.ts as one classic script (not every browser takes a module as a worker), with the list of what it keeps for offline: each file of the build
 * by the hash of its content. Any change anywhere makes another `sw.js`, and so a new version.
 */
export function serviceWorker(): Plugin {
  let root: string;
  let folder: string;
  return {
    name: 'service-worker',
    apply: 'build',
    configResolved(config) {
      root = config.root;
      folder = resolve(root, config.build.outDir);
    },
    // When everything is written: the page itself, and what is copied as it is, are in no bundle.
    async writeBundle() {
      await writeFile(join(folder, 'sw.js'), await bundleWorker(root, await list(folder)));
    },
  };
}

async function list(folder: string): Promise<[string, string][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
  const kept = names.filter((name) => !online.has(name) && !/\.(?:br|gz)$/.test(name)).sort();
  if (!kept.includes('index.html')) throw new Error('The page is not in the build.');
  return Promise.all(kept.map(async (name): Promise<[string, string]> => [name === 'index.html' ? './' : name, hash(await readFile(join(folder, name)))]));
}

async function bundleWorker(root: string, files: readonly (readonly string[])[]): Promise<string> {
  const result = await build({
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    define: { __FILES__: JSON.stringify(files) },
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: { input: 'src/worker/sw.ts', output: { format: 'iife', codeSplitting: false } },
    },
  });
  const [output] = [result].flat();
  if (!output || !('output' in output)) throw new Error('The worker was not built.');
  return output.output[0].code;
}

const hash = (content: Uint8Array): string => createHash('sha256').update(content).digest('base64url').slice(0, 16);
