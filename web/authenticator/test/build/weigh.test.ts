import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterEach, expect, test } from 'vitest';
import { maxScript, weigh } from '../../build/weigh.ts';

let root: string;

afterEach(() => rm(root, { recursive: true, force: true }));

/** Builds script of about this many bytes when compressed. */
async function buildOf(size: number): Promise<string[]> {
  root = await mkdtemp(join(tmpdir(), 'nextauth-weigh-'));
  // Six bits of chance a letter, which is as small as it gets.
  await writeFile(join(root, 'main.js'), `globalThis.text = '${randomBytes(Math.floor(size * 0.74)).toString('base64url')}'; import('./late.js');`);
  await writeFile(join(root, 'late.js'), `globalThis.more = '${randomBytes(Math.floor(size * 0.24)).toString('base64url')}';`);
  await build({ configFile: false, root, logLevel: 'silent', plugins: [weigh()], build: { outDir: 'dist', rolldownOptions: { input: join(root, 'main.js') } } });
  return await readdir(join(root, 'dist'), { recursive: true });
}

test('A build with too much script fails, what is loaded later included', async () => {
  await expect(buildOf(maxScript * 1.1)).rejects.toThrow(/kB of script, compressed: over 150 kB/);
});

test('A build with as much as there may be does not, and has its compressed forms', async () => {
  const names = await buildOf(maxScript * 0.9);
  expect(names.filter((name) => name.endsWith('.js.br'))).toHaveLength(2);
  expect(names.filter((name) => name.endsWith('.js.gz'))).toHaveLength(2);
});
