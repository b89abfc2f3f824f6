// Builds dist/: the script that the server hands out (one file, one global name) and the module for npm. `--commit` copies what the server
// embeds to src/NextAuth.Server/Html/Assets, where a test compares it with this build.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { build } from 'esbuild';

const folder = new URL('.', import.meta.url).pathname;
const assets = `${folder}../../src/NextAuth.Server/Html/Assets/`;

export const files = ['nextauth.js', 'nextauth.css', 'words.json'];

// What the server alone says.
const ofServer = ['get'];

// The words of all languages are a third of the script: as one text they are shorter.
const packed = {
  name: 'words',
  setup: ({ onLoad }) => {
    onLoad({ filter: /words\.json$/ }, ({ path }) => {
      const rows = Object.entries(JSON.parse(readFileSync(path, 'utf8'))).filter(([key]) => !ofServer.includes(key)).map(([key, texts]) => [key, ...texts].join('|'));
      if (rows.some((row) => row.split('|').length !== rows[0].split('|').length || row.includes('~'))) {
        throw new Error('words.json: a text is missing, or holds one of | and ~.');
      }
      return { contents: `export default Object.fromEntries(${JSON.stringify(rows.join('~'))}.split('~').map((row) => { const [key, ...texts] = row.split('|'); return [key, texts]; }));` };
    });
  },
};

// Names that only our own modules use.
const inner = /^(connection|hear|connected|lost|moved|watch|leave|isOpen|picture|adopt|say|language|root|text|show|held|hold)$/;

/** Builds into a folder. */
export async function make(out) {
  const banner = { js: '/* nextAuth, Apache-2.0, from web/login */', css: '/* nextAuth, Apache-2.0. Source: web/login. */' };
  const common = { absWorkingDir: folder, bundle: true, target: ['es2022'], charset: 'utf8', legalComments: 'none', logLevel: 'warning', banner };
  mkdirSync(out, { recursive: true });
  await build({ ...common, entryPoints: ['src/global.ts'], format: 'iife', minify: true, mangleProps: inner, plugins: [packed], outfile: `${out}/nextauth.js` });
  await build({ ...common, entryPoints: ['src/index.ts'], format: 'esm', outfile: `${out}/index.js` });
  // What the CSS says stays as it is written: it is short, and people read it to restyle the blocks.
  await build({ ...common, entryPoints: ['src/nextauth.css'], minifyWhitespace: true, target: ['chrome112', 'firefox113', 'safari16.4'], outfile: `${out}/nextauth.css` });
  cpSync(`${folder}src/words.json`, `${out}/words.json`);
}

/** The bytes of what the server embeds. */
export const committed = (name) => readFileSync(assets + name);

if (process.argv[1] === new URL(import.meta.url).pathname) {
  rmSync(`${folder}dist`, { recursive: true, force: true });
  await make(`${folder}dist`);
  execFileSync(process.execPath, [createRequire(import.meta.url).resolve('typescript/bin/tsc'), '-p', `${folder}tsconfig.types.json`], { stdio: 'inherit' });
  if (process.argv.includes('--commit')) {
    for (const name of files) {
      cpSync(`${folder}dist/${name}`, assets + name);
    }
  }
}
