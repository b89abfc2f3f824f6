import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** Builds the app over the fake phone into artifacts/, where Git does not look. */
export async function buildHarness(): Promise<string> {
  const folder = fileURLToPath(new URL('../../../../artifacts/web-harness/', import.meta.url));
  await build({
    configFile: false,
    root: fileURLToPath(new URL('harness/', import.meta.url)),
    publicDir: fileURLToPath(new URL('../../public/', import.meta.url)),
    base: './',
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    define: { __VERSION__: '"1.0.0"' },
    build: { outDir: folder, emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  });
  // The harness has no worker of its own; one that does nothing keeps the browser content.
  await writeFile(`${folder}sw.js`, '');
  return folder;
}
