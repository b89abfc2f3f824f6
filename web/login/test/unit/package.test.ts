import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

const folder = fileURLToPath(new URL('../../', import.meta.url));

// What an application has in its own folder: the package as npm packs it, and a file that uses it.
let application: string;
let installed: string;

const consumer = `
import { NextAuthLogin, start, stop } from '@nextauth/login';
import '@nextauth/login/nextauth.css';

const part: HTMLElement = document.createElement('section');
const element: HTMLElement = new NextAuthLogin();
part.append(element);
start(part);
start();
stop(part);
// @ts-expect-error: there is nothing to start by a name.
start('#login');
`;

beforeAll(() => {
  application = mkdtempSync(join(tmpdir(), 'nextauth-package-'));
  installed = join(application, 'node_modules/@nextauth/login');
  mkdirSync(installed, { recursive: true });
  rmSync(join(folder, 'dist'), { recursive: true, force: true });
  // prepack builds what is not there.
  const packed = execFileSync('npm', ['pack', '--silent', '--pack-destination', application], { cwd: folder, encoding: 'utf8' });
  execFileSync('tar', ['-xzf', join(application, packed.trim().split('\n').at(-1)!), '-C', installed, '--strip-components=1']);
  writeFileSync(join(application, 'consumer.ts'), consumer);
}, 120_000);
afterAll(() => {
  rmSync(application, { recursive: true });
});

test('all that the package names is in it', () => {
  const { exports, types, sideEffects } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as { exports: Record<string, string | Record<string, string>>; types: string; sideEffects: string[] };
  const files = [...Object.values(exports).flatMap((target) => (typeof target === 'string' ? [target] : Object.values(target))), types, ...sideEffects];
  expect(files.filter((file) => !existsSync(join(installed, file)))).toEqual([]);
  expect(existsSync(join(installed, 'README.md'))).toBe(true);
});

test('its types say what it is', () => {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  writeFileSync(join(application, 'package.json'), '{ "type": "module" }');
  const config = {
    compilerOptions: { target: 'ES2022', lib: ['ES2022', 'DOM', 'DOM.Iterable'], types: [], module: 'NodeNext', strict: true, noEmit: true, skipLibCheck: false, noUncheckedSideEffectImports: false },
    files: ['consumer.ts'],
  };
  writeFileSync(join(application, 'tsconfig.json'), JSON.stringify(config));
  try {
    execFileSync(process.execPath, [tsc, '-p', application], { encoding: 'utf8' });
  } catch (error) {
    expect.fail((error as { stdout: string }).stdout);
  }
}, 60_000);

test('a bundler takes module and style along', async () => {
  await build({ absWorkingDir: application, entryPoints: ['consumer.ts'], bundle: true, outdir: 'out', format: 'esm', logLevel: 'silent' });
  expect(readFileSync(join(application, 'out/consumer.js'), 'utf8')).toContain('nextauth-login');
  expect(readFileSync(join(application, 'out/consumer.css'), 'utf8')).toContain('.nextauth-block');
});

test('imported, it defines the element and starts nothing', async () => {
  const defined: string[] = [];
  vi.stubGlobal('HTMLElement', Object);
  vi.stubGlobal('customElements', { get: () => undefined, define: (name: string) => defined.push(name) });
  const module = (await import(/* @vite-ignore */ pathToFileURL(join(installed, 'dist/index.js')).href)) as object;
  expect(Object.keys(module).sort()).toEqual(['NextAuthLogin', 'start', 'stop']);
  expect(defined).toEqual(['nextauth-login']);
  vi.unstubAllGlobals();
});
