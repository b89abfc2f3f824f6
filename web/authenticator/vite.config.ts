import { defineConfig } from 'vite';
import { serviceWorker } from './build/service-worker.ts';
import { weigh } from './build/weigh.ts';
import packageFile from './package.json' with { type: 'json' };

export default defineConfig({
  // The server may sit under any address; everything is found from where the page is.
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  define: { __VERSION__: JSON.stringify(packageFile.version) },
  build: {
    target: 'es2022',
    // Everything that is loaded is a file of ours: the content security policy has no room for data: scripts or styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // A gzip size in a log is no test; build/weigh.ts is one.
    reportCompressedSize: false,
  },
  plugins: [serviceWorker(), weigh()],
});
