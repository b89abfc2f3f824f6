import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { build, type Plugin } from 'vite';

/**
 * Builds src/worker/sw.ts as one classic script (not every browser takes a module as a worker), with the list of what it keeps for offline: each file of the build
 * by the hash of its content. Any change anywhere makes another `sw.js`, and so a new version.
 */
export function serviceWorker(): Plugin {
  let root: string;
  return {
    name: 'service-worker',
    apply: 'build',
    configResolved(config) {
      root = config.root;
    },
    async generateBundle(_, bundle) {
      const files = new Map<string, string>();
      for (const [name, file] of Object.entries(bundle)) files.set(name, hash(file.type === 'chunk' ? file.code : file.source));
      for (const [name, content] of await publicFiles(root)) files.set(name, hash(content));
      files.delete('icons/icon-512.png');
      files.delete('icons/maskable-512.png');
      const list = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, digest]) => [name === 'index.html' ? './' : name, digest]);
      this.emitFile({ type: 'asset', fileName: 'sw.js', source: await bundleWorker(root, list) });
    },
  };
}

async function bundleWorker(root: string, list: readonly (readonly string[])[]): Promise<string> {
  const result = await build({
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    define: { __FILES__: JSON.stringify(list) },
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

async function publicFiles(root: string): Promise<[string, Buffer][]> {
  const folder = join(root, 'public');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry): Promise<[string, Buffer]> => {
        const path = join(entry.parentPath, entry.name);
        return [relative(folder, path).replaceAll('\\', '/'), await readFile(path)];
      }),
  );
}

const hash = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('base64url').slice(0, 16);
