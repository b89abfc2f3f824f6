import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, launch, launchWhole, openPage, takeFaults } from './chromium.ts';
import { serve, type Site } from './serve.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = fileURLToPath(new URL('../../../../artifacts/web-app/', import.meta.url));

describe.skipIf(!hasChromium)('The app as it is built', () => {
  let browser: Browser;
  let site: Site;

  beforeAll(async () => {
    // Fails when there is more script than there may be (build/weigh.ts).
    await build({ root, logLevel: 'info', build: { outDir: folder, emptyOutDir: true } });
    site = await serve(folder);
    browser = await launch();
  });

  afterEach(() => {
    expect(takeFaults()).toEqual([]);
  });

  afterAll(async () => {
    await browser.close();
    await site.stop();
  });

  test('is there at once', async () => {
    const { page, context, faults } = await openPage(browser, { viewport: { width: 360, height: 740 } });
    const started = performance.now();
    await page.goto(site.url, { waitUntil: 'commit' });
    await page.getByTestId('home').waitFor();
    const shown = performance.now() - started;
    const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime);
    console.info(`First screen, cold: painted after ${Math.round(paint ?? 0)} ms, there after ${Math.round(shown)} ms.`);
    expect(faults.filter((fault) => !fault.includes('WebSocket'))).toEqual([]);
    await context.close();
  });

  test('loads nothing from anywhere else', async () => {
    const { page, context } = await openPage(browser, {});
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(site.url);
    await page.getByTestId('home').waitFor();
    expect(asked.filter((url) => !url.startsWith(site.url))).toEqual([]);
    await context.close();
  });

  test('starts without a connection, links included, once it was there', async () => {
    const { page, context } = await openPage(browser, { locale: 'de' });
    const gone = await serve(folder);
    await page.goto(gone.url);
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await page.goto('about:blank');
    // No one is there to be asked, neither by the page nor by what the browser does beside it (it looks for a new worker whenever it likes).
    await context.setOffline(true);
    await gone.stop();
    await page.goto(`${gone.url}#AQ${'A'.repeat(84)}`);
    // The login itself needs the server, and the app says so.
    await page.locator('[data-testid^=failed]').waitFor();
    await page.getByTestId('done').click();
    await page.getByRole('heading', { name: 'Ihr Schlüssel zum Anmelden' }).waitFor();
    await page.getByTestId('offline').waitFor();
    // Another language, never loaded before, is there as well; and so is the decoder.
    await page.getByTestId('nav-settings').click();
    await page.locator('#language').selectOption('fr');
    await page.getByRole('heading', { name: 'Réglages' }).waitFor();
    await context.close();
  });

  test('says that a new version is ready, and uses it when told to', async () => {
    const { page, context } = await openPage(browser, { locale: 'en' });
    await page.goto(site.url);
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    // A worker of another version, as the server would have it after an update.
    const { readFile, writeFile } = await import('node:fs/promises');
    const path = `${folder}sw.js`;
    const worker = await readFile(path, 'utf8');
    try {
      await writeFile(path, worker.replaceAll(/\bapp-\$\{/g, 'app-next-${').concat('\n// next'));
      await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())!.update());
      await page.getByTestId('update').waitFor();
      await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Use it now' }).click()]);
      await page.getByTestId('home').waitFor();
      expect(await page.getByTestId('update').count()).toBe(0);
    } finally {
      await writeFile(path, worker);
    }
    await context.close();
  });

  test('shows a push in the language of its person while nobody looks, and opens what it was about', async () => {
    const whole = await launchWhole();
    const { page, context } = await openPage(whole, { locale: 'nl' });
    await context.grantPermissions(['notifications'], { origin: new URL(site.url).origin });
    await page.goto(site.url);
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await page.getByTestId('home').waitFor();

    // A page without the app: a window of ours that does not answer, as one that is frozen.
    await page.goto(`${site.url}icons/icon.svg`);
    const debug = await context.newCDPSession(page);
    const registration = new Promise<string>((resolve) => {
      debug.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const [first] = registrations;
        if (first) resolve(first.registrationId);
      });
    });
    await debug.send('ServiceWorker.enable');
    const push = {
      server: 'A'.repeat(24),
      id: 7,
      push: { n: 1, kind: 'login', hsid: 'A'.repeat(43), pushId: 'A'.repeat(22), expires: Math.floor(Date.now() / 1000) + 120 },
    };
    await debug.send('ServiceWorker.deliverPushMessage', { origin: new URL(site.url).origin, registrationId: await registration, data: JSON.stringify(push) });
    const shown = () =>
      page.evaluate(async () => {
        const notifications = await (await navigator.serviceWorker.getRegistration('/app/'))!.getNotifications();
        return notifications.map(({ title, body, lang, data }) => ({ title, body, lang, data: data as unknown }));
      });
    await expect.poll(shown, { timeout: 8000 }).toEqual([{ title: 'Inloggen?', body: 'Een website vraagt: wilt u nu inloggen? Tik om te kijken.', lang: 'nl', data: push }]);

    // What the worker keeps when it is tapped, the app opens with: no account of that server is here.
    await page.goto(site.url);
    await page.getByTestId('channel').or(page.getByRole('list')).first().waitFor();
    await page.evaluate(
      (data) =>
        new Promise<void>((resolve) => {
          const opening = indexedDB.open('nextauth-app', 1);
          opening.onsuccess = () => {
            const transaction = opening.result.transaction('kept', 'readwrite');
            transaction.objectStore('kept').put(data, 'push');
            transaction.oncomplete = () => {
              resolve();
            };
          };
        }),
      push,
    );
    await page.reload();
    await page.locator('[data-testid^=failed]').waitFor();
    await page.reload();
    await page.getByTestId('home').waitFor();
    expect(await page.locator('[data-testid^=failed]').count()).toBe(0);
    await whole.close();
  });

  test('can be installed', async () => {
    const { page, context } = await openPage(browser, {});
    await page.goto(site.url);
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    const debug = await context.newCDPSession(page);
    const { url, errors, data } = await debug.send('Page.getAppManifest');
    expect({ url, errors }).toEqual({ url: `${site.url}manifest.webmanifest`, errors: [] });
    expect(JSON.parse(data!)).toMatchObject({ display: 'standalone' });
    const { installabilityErrors } = await debug.send('Page.getInstallabilityErrors');
    // Contexts of a test are like private windows.
    expect(installabilityErrors.map(({ errorId }) => errorId).filter((error) => error !== 'in-incognito')).toEqual([]);
    await context.close();
  });

  test('names no other host in any of its files', async () => {
    const { readdir, readFile } = await import('node:fs/promises');
    const files = (await readdir(folder, { recursive: true })).filter((name) => /\.(?:js|css|html|svg|webmanifest)$/.test(name));
    expect(files.length).toBeGreaterThan(10);
    const found: string[] = [];
    for (const name of files) {
      const text = await readFile(`${folder}${name}`, 'utf8');
      for (const [address] of text.matchAll(/\b(?:https?|wss?):\/\/[\w.[-][^\s"'`<>)\\]*/g)) found.push(`${name}: ${address}`);
      for (const [address] of text.matchAll(/(?:(?:src|href)=|url\()["']?\/\/[^\s"'`<>)]*/g)) found.push(`${name}: ${address}`);
    }
    // Names of what elements are in, which nobody loads.
    expect(found.filter((one) => !/: http:\/\/www\.w3\.org\/(?:1998\/Math\/MathML|1999\/xhtml|1999\/xlink|2000\/svg|2000\/xmlns\/|XML\/1998\/namespace)$/.test(one))).toEqual([]);
  });

  test('has the files that its manifest names', async () => {
    const { readFile } = await import('node:fs/promises');
    const manifest = JSON.parse(await readFile(`${folder}manifest.webmanifest`, 'utf8')) as { icons: { src: string }[] };
    for (const { src } of manifest.icons) expect(existsSync(`${folder}${src}`), src).toBe(true);
    for (const src of ['icons/apple-touch-icon.png', 'icons/badge.svg', 'icons/icon-192.png']) expect(existsSync(`${folder}${src}`), src).toBe(true);
  });
});
