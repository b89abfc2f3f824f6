import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { missing, repository } from './programs.ts';
import { read, World } from './world.ts';

interface Operation { operationId?: string }

describe.skipIf(missing)("the server's own pages", () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start();
  });
  // Also: nothing was stopped by a page's policy.
  afterEach(() => world.clean());
  afterAll(() => world.dispose());

  test('the start page says what runs, its code leads a phone to the authenticator, and its links lead on', async () => {
    const tab = await world.visit('/');
    expect(await tab.locator('h1').textContent()).toBe('This server is running.');
    expect(await read(tab, 0, '.code')).toBe(`${world.server.url}/app/`);
    await world.picture(tab, 'start');

    const links = await tab.locator('a[href]').evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href));
    expect([...new Set(links)].sort()).toEqual(['/app/', '/docs', '/openapi/v2.2.json'].map((path) => world.server.url + path));
    for (const link of links) {
      await tab.goto(`${world.server.url}/`);
      const came = tab.waitForResponse((answer) => answer.url().startsWith(link) && answer.ok());
      await tab.locator(`a[href="${new URL(link).pathname}"]`).first().click();
      await came;
      await tab.waitForLoadState('load');
    }
  });

  test('the link to the authenticator opens it', async () => {
    const tab = await world.visit('/');
    await tab.getByRole('link', { name: 'the web authenticator' }).click();
    await tab.locator('main [data-testid=scan]').waitFor();
    expect(new URL(tab.url()).pathname).toBe('/app/');
  });

  test('nothing is left to say of the start page for the rules of WCAG 2.2 AA, light and dark, on a desk and on a phone', async () => {
    const papers = new Set<string>();
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const [name, view] of [['desk', {}], ['phone', { viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true }]] as const) {
        const tab = await world.visit('/', { colorScheme, bypassCSP: true, ...view });
        expect(await world.complaints(tab)).toEqual([]);
        expect(await read(tab, 0, '.code')).toBe(`${world.server.url}/app/`);
        expect(await tab.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
        papers.add(await tab.evaluate(() => [document.documentElement, document.body].map((at) => getComputedStyle(at).backgroundColor).join()));
        await world.picture(tab, `start-${name}-${colorScheme}`);
      }
    }
    expect(papers.size).toBe(2);
  });

  test('the reference lists every operation, and calls one with a key', async () => {
    const { paths } = JSON.parse(readFileSync(join(repository, 'docs/api/openapi.v2.2.json'), 'utf8')) as { paths: Record<string, Record<string, Operation>> };
    const ids = Object.values(paths).flatMap((path) => Object.values(path).flatMap(({ operationId }) => operationId ?? []));
    const tab = await world.visit('/docs');
    const operations = tab.locator('.opblock');
    await operations.first().waitFor();
    expect((await tab.locator('.opblock-summary-operation-id').allTextContents()).sort()).toEqual(ids.sort());
    await world.picture(tab, 'reference');

    await tab.locator('.btn.authorize').click();
    const key = tab.locator('.auth-container').filter({ hasText: 'X-apikey' });
    await key.locator('input').fill(world.server.rootKey);
    await key.getByRole('button', { name: 'Apply credentials' }).click();
    await tab.locator('.btn-done').first().click();
    const getServers = operations.filter({ has: tab.getByText('getServers', { exact: true }) });
    await getServers.locator('.opblock-summary-control').click();
    await getServers.locator('.execute').click();
    const answer = getServers.locator('.live-responses-table tbody');
    await expect.poll(() => answer.locator('.response-col_status').first().textContent()).toMatch(/^200/);
    expect(await answer.textContent()).toContain('totalnumber');
    await world.picture(tab, 'reference-called');
  });
});
