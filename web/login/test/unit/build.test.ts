import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { committed, files, make } from '../../build.js';

const maxScript = 21_000;

let out: string;

beforeAll(async () => {
  out = mkdtempSync(join(tmpdir(), 'nextauth-build-'));
  await make(out);
});
afterAll(() => {
  rmSync(out, { recursive: true });
});

test('what the server hands out is what these sources make', () => {
  for (const name of files) {
    expect(readFileSync(join(out, name)).equals(committed(name)), `${name} is out of date: "npm run build:commit" in web/login makes it anew`).toBe(true);
  }
});

test('the script is small', () => {
  expect(readFileSync(join(out, 'nextauth.js')).length).toBeLessThan(maxScript);
});

test('the script has one global name, makes no text into code and holds nothing of a page by HTML', () => {
  const script = readFileSync(join(out, 'nextauth.js'), 'utf8');
  expect(script).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function/);

  const page = {
    HTMLElement: Object,
    customElements: { get: () => undefined, define: () => undefined },
    document: { querySelectorAll: () => [] },
  };
  const before = Object.keys(page);
  runInNewContext(script, page);
  expect(Object.keys(page).filter((name) => !before.includes(name))).toEqual(['nextAuth']);
});
