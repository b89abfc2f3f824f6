import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

/** All script together, lazily loaded decoder and worker included, in bytes of gzip. */
export const maxScript = 150_000;

const compressed = /\.(?:js|css|html|svg|webmanifest)$/;

/** Puts a `.br` and a `.gz` beside each file that gains by it, for the server to send, and fails the build when there is too much script. */
export function weigh(): Plugin {
  let folder: string;
  return {
    name: 'weigh',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir);
    },
    async closeBundle() {
      let script = 0;
      for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !compressed.test(entry.name)) continue;
        const path = join(entry.parentPath, entry.name);
        const content = await readFile(path);
        const zipped = await promisify(gzip)(content, { level: 9 });
        const brotli = await promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } });
        if (entry.name.endsWith('.js')) script += zipped.length;
        if (zipped.length < content.length) await writeFile(`${path}.gz`, zipped);
        if (brotli.length < content.length) await writeFile(`${path}.br`, brotli);
      }
      const figure = `${(script / 1000).toFixed(1)} kB of script, compressed`;
      if (script > maxScript) throw new Error(`${figure}: over ${maxScript / 1000} kB.`);
      this.info(figure);
    },
  };
}
