import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Desktop } from '../src/desktop.ts';
import { hasNetwork, missing, Shop } from '../src/programs.ts';
import { look } from '../src/screen.ts';

const cannotRead = Boolean(spawnSync('zbarimg', ['--version']).error);

if (cannotRead) {
  if (process.env.CI) {
    throw new Error("The test of --lan can't run: zbarimg is missing.");
  }
  console.warn('The test of --lan is left out: it needs zbarimg (package zbar-tools).');
}

describe.skipIf(missing ?? (cannotRead || !hasNetwork))('The shop for phones on the same network', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nextauth-lan-'));
  let shop: Shop;

  beforeAll(async () => {
    shop = await Shop.start({ lan: true });
  });
  afterAll(async () => {
    await shop.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('the code in the terminal leads to the address beside it, and there is the shop', async () => {
    const address = / is open at (https:\S+)/.exec(shop.said)![1]!;
    await expect.poll(() => shop.said).toContain('Ctrl-C stops both.');
    expect(new URL(read(shop.said)).origin).toBe(new URL(address).origin);

    // Nobody has vouched for the certificate: the person says that he wants to go on.
    const desktop = await Desktop.start(shop, { ignoreHTTPSErrors: true });
    await desktop.page.goto(read(shop.said));
    await desktop.heading('Good things, and no passwords.');
    await desktop.page.getByRole('link', { name: 'Log in' }).first().click();
    await desktop.code.waitFor();
    await desktop.says('Waiting for your phone.');
    const link = new URL(await desktop.link());
    expect([link.protocol, link.hostname, link.pathname]).toEqual(['https:', new URL(address).hostname, '/app/']);
    await look(desktop.page, '95-shop-lan');
    desktop.faults.expectNone();
    // The authenticator comes by the same certificate. No browser takes its worker from there, whatever the person says: it works without, and says why on the console.
    await desktop.page.goto(link.href);
    await desktop.page.getByRole('heading', { level: 1 }).waitFor();
    desktop.faults.expectOnly(/An SSL certificate error occurred when fetching the script/);
    await desktop.stop();
  });

  /** Reads the code that half blocks draw, two lines of it a line of text, as a camera sees it. */
  function read(text: string): string {
    const lines = text.split('\n').filter((line) => /^[ ▀▄█]{20,}\r?$/.test(line)).map((line) => line.replace('\r', ''));
    const scale = 6;
    const width = Math.max(...lines.map((line) => line.length));
    const rows = lines.flatMap((line) => ['▀█', '▄█'].map((light) => Array.from(line.padEnd(width), (one) => (light.includes(one) ? 255 : 0))));
    const pixels = rows.flatMap((row) => Array<number[]>(scale).fill(row.flatMap((one) => Array<number>(scale).fill(one))).flat());
    const file = join(folder, 'terminal.pgm');
    writeFileSync(file, Buffer.concat([Buffer.from(`P5 ${width * scale} ${rows.length * scale} 255\n`), Buffer.from(pixels)]));
    return execFileSync('zbarimg', ['-q', '--raw', file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  }
});
