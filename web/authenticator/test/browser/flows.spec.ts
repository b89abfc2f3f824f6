import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buildHarness } from './build-harness.ts';
import { hasChromium, launch, launchWhole, openPage, takeFaults } from './chromium.ts';
import { ask, followLink, ripe } from './screens.ts';
import { serve, type Site } from './serve.ts';

describe.skipIf(!hasChromium)('A person', () => {
  let browser: Browser;
  let site: Site;

  beforeAll(async () => {
    site = await serve(await buildHarness());
    browser = await launch('--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream');
  });

  afterEach(() => {
    expect(takeFaults()).toEqual([]);
  });

  afterAll(async () => {
    await browser.close();
    await site.stop();
  });

  const open = async (query = '') => {
    const opened = await openPage(browser, { viewport: { width: 360, height: 740 }, locale: 'en-GB', reducedMotion: 'reduce' });
    await opened.page.goto(`${site.url}${query}`);
    await opened.page.locator('main').waitFor();
    return opened;
  };
  const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('data-testid') ?? document.activeElement?.id ?? document.activeElement?.tagName);
  const tabTo = async (page: Page, id: string) => {
    for (let presses = 0; presses < 20; presses++) {
      await page.keyboard.press('Tab');
      if ((await focused(page)) === id) return;
    }
    throw new Error(`The keyboard never reaches ${id}.`);
  };
  const answers = (page: Page) => page.evaluate(() => window.harness.phone.answers.map(({ decision, code, account }) => ({ decision, code, account: account?.key })));

  test('enrols with the keyboard alone', async () => {
    const { page, context } = await open();
    await tabTo(page, 'paste');
    await page.keyboard.press('Enter');
    await page.getByTestId('paste-page').waitFor();
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
    await page.evaluate(() => {
      const { phone, server } = window.harness;
      phone.next = { kind: 'enrol', server: server(), label: 'anna', host: 'login.example.com' };
    });
    await tabTo(page, 'link');
    await page.keyboard.type(`https://login.example.com/app/#AQ${'A'.repeat(89)}`);
    await tabTo(page, 'paste-go');
    await page.keyboard.press('Space');
    await page.getByTestId('enrol').waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Add this account?');
    await tabTo(page, 'decline');
    await tabTo(page, 'approve');
    await ripe(page);
    await page.keyboard.press('Enter');
    await page.getByTestId('ended-enrolled').waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Account added');
    await tabTo(page, 'done');
    await page.keyboard.press('Enter');
    await page.getByTestId('home').waitFor();
    await context.close();
  });

  test('logs in with the keyboard alone, six digits included', async () => {
    const { page, context } = await open('?accounts');
    await ask(page, 'loginCode', { accounts: await page.evaluate(() => [window.harness.account(), window.harness.account({ key: 's.2', label: 'work' })]) });
    await page.getByTestId('login').waitFor();
    await tabTo(page, 'code');
    await ripe(page);
    await page.keyboard.press('Enter');
    await page.getByText('Six digits are needed.').waitFor();
    expect(await focused(page)).toBe('code');
    expect(await answers(page)).toEqual([]);
    await page.keyboard.type('123 456');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await tabTo(page, 'approve');
    await page.keyboard.press('Enter');
    await page.getByTestId('ended-loggedIn').waitFor();
    expect(await answers(page)).toEqual([{ decision: 'approve', code: '123456', account: 's.2' }]);
    await context.close();
  });

  test('declines and reports as easily, and without the digits', async () => {
    const { page, context } = await open('?accounts');
    for (const decision of ['decline', 'report'] as const) {
      await ask(page, 'loginCode');
      await page.getByTestId('login').waitFor();
      const [no, yes] = await Promise.all([page.getByTestId('decline').boundingBox(), page.getByTestId('approve').boundingBox()]);
      expect([no!.width, no!.height]).toEqual([yes!.width, yes!.height]);
      await page.getByTestId(decision).click();
      await page.getByTestId(`ended-${decision === 'decline' ? 'declined' : 'reported'}`).waitFor();
      await page.getByTestId('done').click();
    }
    expect((await answers(page)).map(({ decision, code }) => ({ decision, code }))).toEqual([{ decision: 'decline' }, { decision: 'report' }]);
    await context.close();
  });

  test('sees the question until it is over, and a screen in between only when that takes long', async () => {
    const { page, context } = await open('?accounts');
    await page.evaluate(() => {
      const seen: string[] = [];
      Object.assign(window, { seen });
      new MutationObserver(() => {
        const name = document.querySelector<HTMLElement>('main')!.dataset['testid']! + (document.querySelector('[inert]') ? ', held' : '');
        if (seen.at(-1) !== name) seen.push(name);
      }).observe(document, { subtree: true, childList: true, attributes: true });
    });
    const seen = () => page.evaluate(() => (window as unknown as { seen: string[] }).seen.splice(0));
    for (const decision of ['approve', 'decline']) {
      await ask(page, 'login');
      await ripe(page);
      await page.getByTestId(decision).click();
      await page.getByTestId('done').click();
      expect(await seen()).toEqual(['login', 'login, held', `ended-${decision === 'approve' ? 'loggedIn' : 'declined'}`, 'home']);

      const release = await page.evaluateHandle(() => {
        let open!: (value: unknown) => void;
        window.harness.phone.gate = new Promise((resolve) => (open = resolve));
        return open;
      });
      await ask(page, 'login');
      await ripe(page);
      await page.getByTestId(decision).click();
      await page.getByTestId('busy').waitFor();
      expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
      await release.evaluate((open) => {
        open(undefined);
      });
      await page.getByTestId('done').click();
      expect(await seen()).toEqual(['login', 'login, held', 'busy', `ended-${decision === 'approve' ? 'loggedIn' : 'declined'}`, 'home']);
    }
    await context.close();
  });

  test('is told what becomes of a report, and when it did not get through', async () => {
    const { page, context } = await open('?accounts');
    for (const [kind, text] of [
      ['login', /^Nobody was logged in\. The server has noted/],
      ['transaction', /^Nothing was approved\. The server has noted/],
    ] as const) {
      await ask(page, kind);
      await page.getByTestId('report').click();
      await page.getByTestId('ended-reported').getByText(text).waitFor();
      await page.getByTestId('done').click();
      await page.evaluate(() => (window.harness.phone.outcome = { ok: true, what: 'declined' }));
      await ask(page, kind);
      await page.getByTestId('report').click();
      await page.getByTestId('ended-declined').getByText('Your report did not get through.').waitFor();
      await page.getByTestId('done').click();
      await page.evaluate(() => (window.harness.phone.outcome = undefined));
    }
    await context.close();
  });

  test('sees what the site says after the login, and finds it again in the history', async () => {
    const { page, context } = await open('?accounts');
    await page.evaluate(() => {
      const { phone } = window.harness;
      const said = { info: { Desk: '4', 'Where from': 'Utrecht' }, ip: '192.0.2.44', useragent: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0' };
      phone.outcome = { ok: true, what: 'loggedIn', said };
      phone.historyList = [{ at: Date.now(), accountKey: 's.1', serverName: 'Corner Shop', what: 'loggedIn', said }, ...phone.historyList];
    });
    await ask(page, 'login');
    await page.getByTestId('approve').click();
    const result = page.getByTestId('ended-loggedIn').getByTestId('says');
    expect(await result.locator('dd').allTextContents()).toEqual(['Firefox on LinuxWhat the browser says of itself' + 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0', '192.0.2.44', '4', 'Utrecht']);
    await page.getByTestId('done').click();
    await page.getByTestId('nav-history').click();
    const entry = page.getByTestId('history').getByRole('listitem').first();
    await entry.getByText('The site says').click();
    expect(await entry.getByTestId('says').locator('dt').allTextContents()).toEqual(['Browser', 'Where from', 'Desk', 'Where from']);
    await entry.getByText('Utrecht').waitFor();
    await context.close();
  });

  test.each([
    ['login', 'loggedIn'],
    ['loginCode', 'loggedIn'],
    ['enrol', 'enrolled'],
    ['transaction', 'approved'],
  ] as const)('approves nothing by taps that were meant for something else: %s', async (kind, end) => {
    const { page, context } = await open('?accounts');
    // Fast taps at the place of the button, from before the question is there; some of them in the same moment in which it appears or the person comes back.
    const tapped = page.evaluate(async () => {
      const tap = () => {
        document.querySelector<HTMLElement>('[data-testid=approve]')?.click();
      };
      const watcher = new MutationObserver(tap);
      watcher.observe(document.body, { childList: true, subtree: true });
      for (let taps = 0; taps < 20; taps++) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        tap();
      }
      watcher.disconnect();
    });
    await ask(page, kind);
    const approve = page.getByTestId('approve');
    await approve.waitFor();
    const early = await approve.boundingBox();
    expect(await approve.getAttribute('aria-disabled')).toBe('true');
    await tapped;
    expect(await answers(page)).toEqual([]);
    // And no error of digits that nobody could have typed yet.
    expect(await page.getByRole('alert').filter({ hasText: /./ }).count()).toBe(0);
    await ripe(page);
    expect(await approve.boundingBox()).toEqual(early);

    // A window that lay over this one closes, and the click goes on to the button.
    await page.evaluate(() => {
      window.dispatchEvent(new Event('focus'));
      document.querySelector<HTMLElement>('[data-testid=approve]')!.click();
    });
    await expect.poll(() => approve.getAttribute('aria-disabled')).toBe('true');
    expect(await answers(page)).toEqual([]);

    if (kind === 'loginCode') await page.locator('#code').fill('123456');
    await approve.click();
    await page.getByTestId(`ended-${end}`).waitFor();
    expect(await answers(page)).toMatchObject([{ decision: 'approve' }]);
    await context.close();
  });

  test('comes by the link of a code, which stays in no address and no history', async () => {
    const { page, context } = await open('?accounts');
    await page.goto('about:blank');
    const payload = `AQ${'A'.repeat(84)}`;
    await page.goto(`${site.url}?accounts#${payload}`);
    await page.getByTestId('failed-notACode').waitFor();
    expect(page.url()).toBe(`${site.url}?accounts`);
    expect(await page.evaluate(() => window.harness.phone.scanned)).toEqual([`${site.url}#${payload}`]);
    // And again, while the app is open.
    await followLink(page);
    await page.waitForFunction(() => window.harness.phone.scanned.length === 2);
    await page.waitForFunction(() => window.location.hash === '');
    await context.close();
  });

  test('sees that the time is over', async () => {
    const { page, context } = await open('?accounts');
    await ask(page, 'login', { expires: Date.now() + 1500 });
    await page.getByTestId('failed-expired').waitFor();
    expect(await answers(page)).toEqual([]);
    await context.close();
  });

  test('signs exactly what is shown, to the last space', async () => {
    const { page, context } = await open('?accounts');
    const description = `  2 × apple\n\n\t1 × pear   ${'x'.repeat(1900)}  `;
    await ask(page, 'transaction', { description });
    const shown = page.getByTestId('exact').last();
    expect(await shown.evaluate((element) => element.textContent)).toBe(description);
    expect(await shown.evaluate((element) => getComputedStyle(element).whiteSpace)).toBe('pre-wrap');
    await page.getByTestId('approve').click();
    await page.getByTestId('ended-approved').waitFor();
    await context.close();
  });

  test('is not fooled by what a server sends', async () => {
    const { page, context } = await open('?accounts');
    const markup = '<img src=x onerror=alert(1)><script>alert(1)</script>';
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script><image href="https://example.com/x"/></svg>';
    let dialogs = 0;
    page.on('dialog', (dialog) => {
      dialogs++;
      void dialog.dismiss();
    });
    for (const [name, text] of [
      ['markup', markup],
      ['direction', 'Bank\u202E\u2067moc.live\u2066'],
      ['length', 'A'.repeat(10_000)],
      ['marks', `Z${'\u0301'.repeat(10_000)}`],
      ['lines', 'a\n'.repeat(5_000)],
    ] as const) {
      const server = await page.evaluate(({ text, logo }) => window.harness.server({ serverName: text, siteurl: text, logo }), { text, logo: btoa(svg) });
      await ask(page, 'login', { server, ip: text, useragent: text, announced: { [text]: text }, accounts: await page.evaluate((label) => [window.harness.account({ label })], text) });
      await page.getByTestId('login').waitFor();
      const title = await page.getByTestId('site').textContent();
      if (name === 'markup') expect(title).toContain('<img src=x');
      if (name === 'direction') expect(title).toContain('Bank⟨U+202E⟩⟨U+2067⟩moc.live⟨U+2066⟩');
      // The buttons stay where they are, and the page no wider than the screen.
      const decline = await page.getByTestId('decline').boundingBox();
      expect(decline!.y + decline!.height).toBeLessThanOrEqual(740);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
      if (name === 'length') {
        const more = page.getByTestId('site').getByRole('button', { name: 'Show all of it' }).first();
        await more.click();
        expect((await page.getByTestId('site').textContent())!.length).toBeGreaterThan(10_000);
      }
      await page.getByTestId('decline').click();
      await page.getByTestId('done').click();
    }
    expect(dialogs).toBe(0);
    await context.close();
  });

  test('sees the picture that a site announces, in which nothing runs and which loads nothing', async () => {
    const { page, context } = await open('?accounts');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32"><rect width="32" height="32" fill="red"/></svg>';
    const active =
      '<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32" onload="window.name=\'run\'"><script>window.name="run"</script>' +
      '<image href="https://example.com/x.png" width="32" height="32"/><style>@import url(https://example.com/x.css);</style><rect width="32" height="32" fill="red"/></svg>';
    await ask(page, 'login', { logo: btoa(svg) });
    const picture = page.getByTestId('says').locator('img');
    await picture.waitFor();
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(32);
    await page.getByTestId('approve').click();
    await page.getByTestId('done').click();

    // What is no picture, or more than one, is not shown, and nothing takes its place.
    for (const logo of [btoa(active), btoa('GIF89a'), btoa('<html xmlns="http://www.w3.org/1999/xhtml"/>'), 'https://example.com/x.png', btoa('\x89PNG\r\n\x1a\n and no more')]) {
      await ask(page, 'login', { logo });
      await page.getByTestId('says').waitFor();
      await page.getByTestId('says').locator('img').waitFor({ state: 'detached' });
      expect(await page.getByTestId('says').locator('.logo').count()).toBe(0);
      await page.getByTestId('decline').click();
      await page.getByTestId('done').click();
    }

    await page.evaluate((logo) => (window.harness.phone.outcome = { ok: true, what: 'loggedIn', said: { info: {}, logo } }), btoa(svg));
    await ask(page, 'login');
    await page.getByTestId('approve').click();
    await page.getByTestId('ended-loggedIn').getByTestId('says').locator('img').waitFor();
    expect(await page.evaluate(() => window.name)).toBe('');
    expect(asked.filter((url) => url.includes('example.com'))).toEqual([]);
    await context.close();
  });

  test('can tell what the site says from what is known, whatever the site calls it', async () => {
    const { page, context } = await open('?accounts');
    await ask(page, 'login', { announced: { 'Where from': 'Your home', Account: 'root' } });
    const known = page.getByTestId('known').locator('dt');
    const says = page.getByTestId('says');
    expect(await known.allTextContents()).toEqual(['Account', 'Browser', 'Where from']);
    expect(await says.getByRole('heading').textContent()).toBe('The site says');
    expect(await says.locator('dt').allTextContents()).toEqual(['Where from', 'Account']);
    expect(await says.locator('dd').allTextContents()).toEqual(['Your home', 'root']);
    await page.getByTestId('decline').click();
    await page.getByTestId('done').click();
    // A site that says nothing has no place for it.
    await ask(page, 'login', { announced: {} });
    await page.getByTestId('login').waitFor();
    expect(await says.count()).toBe(0);
    await context.close();
  });

  test('scans with the camera, and hears of a code that is none of ours', async () => {
    const { page, context } = await open('?accounts');
    await page.getByTestId('scan').click();
    await page.getByText('Point the camera at the code.').waitFor();
    expect(await page.locator('video').evaluate((video: HTMLVideoElement) => video.videoWidth)).toBeGreaterThan(0);
    // The decoder came from our own address, and runs under the policy.
    await expect.poll(() => site.asked.some((path) => /assets\/decode-.*\.js$/.test(path))).toBe(true);
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByTestId('home').waitFor();
    await context.close();
  });

  test('scans a picture', async () => {
    const { page, context } = await open('?accounts');
    const payload = `https://login.example.com/app/#AQ${'A'.repeat(84)}`;
    const { default: encodeQR } = await import('qr');
    const picture = Buffer.from(encodeQR(payload, 'gif', { scale: 6 }));
    await page.getByTestId('picture-file').setInputFiles({ name: 'code.gif', mimeType: 'image/gif', buffer: picture });
    await page.getByTestId('failed-notACode').waitFor();
    expect(await page.evaluate(() => window.harness.phone.scanned)).toEqual([payload]);
    await page.getByTestId('done').click();
    await page.getByTestId('picture-file').setInputFiles({ name: 'no.gif', mimeType: 'image/gif', buffer: Buffer.from('GIF89a') });
    await page.getByText('There is no code to read').waitFor();
    await context.close();
  });

  describe('when a part of the app does not load', () => {
    const withoutFiles = async (files: RegExp, options: { locale?: string; query?: string; init?: () => void } = {}) => {
      const opened = await openPage(browser, { viewport: { width: 360, height: 740 }, locale: options.locale ?? 'en-GB', reducedMotion: 'reduce' });
      await opened.page.route(files, (route) => route.abort());
      if (options.init) await opened.page.addInitScript(options.init);
      await opened.page.goto(`${site.url}${options.query ?? '?accounts'}`);
      await opened.page.locator('main').waitFor();
      return opened;
    };

    // The browser says so of each, and so does the app; and nothing else is wrong.
    const didNotLoad = (faults: string[]) => {
      expect(faults.splice(0).filter((fault) => !/Failed to (load resource|fetch dynamically imported module)/.test(fault))).toEqual([]);
    };

    test('it speaks English without the language', async () => {
      const { page, context, faults } = await withoutFiles(/assets\/de-.*\.js$/, { locale: 'de' });
      await page.getByRole('heading', { name: 'Ready when you are' }).waitFor();
      expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
      didNotLoad(faults);
      await context.close();
    });

    test('a picture is not read for ever without the decoder', async () => {
      const { page, context, faults } = await withoutFiles(/assets\/decode-.*\.js$/);
      await page.getByTestId('picture-file').setInputFiles({ name: 'code.png', mimeType: 'image/png', buffer: await page.screenshot() });
      await page.getByText('The reader for codes could not be loaded').waitFor();
      expect(await page.getByTestId('picture').isEnabled()).toBe(true);
      didNotLoad(faults);
      await context.close();
    });

    test('the camera is not said to be missing without the decoder', async () => {
      const { page, context, faults } = await withoutFiles(/assets\/decode-.*\.js$/);
      await page.getByTestId('scan').click();
      await page.getByRole('alert').getByText('The reader for codes could not be loaded').waitFor();
      expect(await page.getByText('No camera to use').count()).toBe(0);
      // The camera has no reason to be on.
      expect(await page.locator('video').count()).toBe(0);
      didNotLoad(faults);
      await context.close();
    });

    test('an account is not moved by a code that cannot be drawn', async () => {
      const { page, context, faults } = await withoutFiles(/assets\/qr-.*\.js$/);
      await page.getByTestId('nav-accounts').click();
      await page.getByTestId('account').first().click();
      await page.getByTestId('move').click();
      await page.getByRole('alert').getByText('The code could not be drawn').waitFor();
      expect(await page.getByTestId('qr').count()).toBe(0);
      didNotLoad(faults);
      await context.close();
    });
  });

  test('sees that the history cannot be cleared', async () => {
    const { page, context, faults } = await open('?accounts');
    await page.evaluate(() => {
      window.harness.phone.clearHistory = () => Promise.reject(new Error('The storage is switched off.'));
    });
    await page.getByTestId('nav-history').click();
    await page.getByTestId('clear').click();
    await page.getByTestId('ask-yes').click();
    await page.getByRole('alert').getByText('This did not work').waitFor();
    expect(await page.getByTestId('clear').count()).toBe(1);
    // Written to the console, and caught.
    expect(faults.splice(0)).toEqual([expect.stringMatching(/^Error: The storage is switched off\.\n/)]);
    await context.close();
  });

  test.each<[string, string | null]>([
    ['goes on without a reader of the browser that does not work', 'NotSupportedError'],
    ['stays with a reader of the browser that sees nothing yet', null],
  ])('%s', async (_, error) => {
    const { page, context } = await openPage(browser, { viewport: { width: 360, height: 740 }, locale: 'en-GB' });
    await page.addInitScript((error) => {
      class BarcodeDetector {
        static getSupportedFormats = () => Promise.resolve(['qr_code']);
        detect = () => (error === null ? Promise.resolve([]) : Promise.reject(new DOMException('No service.', error)));
      }
      Object.assign(window, { BarcodeDetector });
    }, error);
    await page.goto(`${site.url}?accounts`);
    const before = site.asked.length;
    await page.getByTestId('scan').click();
    await page.getByText('Point the camera at the code.').waitFor();
    const isAsked = () => site.asked.slice(before).some((path) => /assets\/decode-.*\.js$/.test(path));
    if (error) {
      await expect.poll(isAsked, { timeout: 5000 }).toBe(true);
      // A picture is looked at once: there is no second try.
      const payload = `https://login.example.com/app/#AQ${'A'.repeat(84)}`;
      const { default: encodeQR } = await import('qr');
      await page.getByTestId('picture-file').setInputFiles({ name: 'code.gif', mimeType: 'image/gif', buffer: Buffer.from(encodeQR(payload, 'gif', { scale: 6 })) });
      await page.getByTestId('failed-notACode').waitFor();
      expect(await page.evaluate(() => window.harness.phone.scanned)).toEqual([payload]);
    } else {
      await new Promise((resolve) => setTimeout(resolve, 1500));
      expect(isAsked()).toBe(false);
    }
    await context.close();
  });

  test.each([false, true])('has something to lose with the first account: the browser is asked to keep it, and says %s', async (agrees) => {
    const { page, context } = await openPage(browser, { viewport: { width: 360, height: 740 }, locale: 'en-GB', reducedMotion: 'reduce' });
    await page.addInitScript((agrees) => {
      let asked = 0;
      Object.assign(window, { timesAsked: () => asked });
      Object.defineProperty(navigator.storage, 'persisted', { value: () => Promise.resolve(agrees && asked > 0) });
      Object.defineProperty(navigator.storage, 'persist', { value: () => Promise.resolve(++asked > 0 && agrees) });
    }, agrees);
    await page.goto(site.url);
    const timesAsked = () => page.evaluate(() => (window as unknown as { timesAsked: () => number }).timesAsked());
    await page.getByTestId('home').waitFor();
    expect(await timesAsked()).toBe(0);
    await page.evaluate(() => {
      const { phone, server } = window.harness;
      phone.next = { kind: 'enrol', server: server(), label: 'anna', host: 'login.example.com' };
    });
    await followLink(page);
    await page.getByTestId('approve').click();
    await page.getByTestId('done').click();
    await expect.poll(timesAsked).toBe(1);
    await page.getByTestId('nav-accounts').click();
    await page.getByTestId('account').waitFor();
    await expect.poll(() => page.getByText('Your keys could be deleted').count()).toBe(agrees ? 0 : 1);
    await page.getByTestId('nav-settings').click();
    await page.getByText(agrees ? 'The browser has promised to keep them.' : 'The browser may delete your keys').waitFor();
    if (!agrees) {
      await page.getByTestId('persist').click();
      await page.getByText('It did not agree.').waitFor();
      expect(await timesAsked()).toBe(2);
    }
    await context.close();
  });

  test('tells the servers of another subscription when the app is opened next, and of the same one once', async () => {
    const whole = await launchWhole();
    const { page, context } = await openPage(whole, { locale: 'en-GB' });
    await context.grantPermissions(['notifications'], { origin: new URL(site.url).origin });
    // The worker has renewed it while the app was closed: Chromium cannot subscribe without its vendor's service.
    await page.addInitScript(() => {
      PushManager.prototype.getSubscription = () => {
        const endpoint = localStorage.getItem('endpoint');
        return Promise.resolve(endpoint === null ? null : ({ endpoint, toJSON: () => ({ endpoint }) } as unknown as PushSubscription));
      };
    });
    await page.goto(`${site.url}?accounts`);
    const isTold = async (endpoint: string) => {
      await page.evaluate((endpoint) => {
        localStorage.setItem('endpoint', endpoint);
      }, endpoint);
      await page.reload();
      await page.getByTestId('nav-settings').click();
      await page.getByTestId('push-off').waitFor();
      // Long enough for what should not happen.
      await new Promise((resolve) => setTimeout(resolve, 500));
      return await page.evaluate(() => window.harness.phone.endpoints);
    };
    await page.getByTestId('nav-settings').click();
    await page.getByTestId('push-on').waitFor();
    expect(await isTold('https://push.test/1')).toEqual([{ endpoint: 'https://push.test/1' }]);
    expect(await isTold('https://push.test/1')).toEqual([]);
    expect(await isTold('https://push.test/2')).toEqual([{ endpoint: 'https://push.test/2' }]);
    await whole.close();
  });

  test('renames, logs out and deletes an account', async () => {
    const { page, context } = await open('?accounts');
    await page.getByTestId('nav-accounts').click();
    await page.getByTestId('account').first().click();
    await page.locator('#alias').fill('Groceries');
    await page.getByTestId('save').click();
    await page.getByRole('heading', { name: 'Groceries' }).waitFor();
    await page.getByTestId('logout').click();
    await page.getByTestId('ask-yes').click();
    await page.getByText('Logged out everywhere.').waitFor();
    await page.getByTestId('delete').click();
    await page.getByTestId('ask-no').waitFor();
    // Escape says no, and the focus goes back.
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    expect(await focused(page)).toBe('delete');
    await page.getByTestId('delete').click();
    await page.getByTestId('ask-yes').click();
    await page.getByTestId('accounts').waitFor();
    expect(await page.getByTestId('account').count()).toBe(2);
    await context.close();
  });

  test('gives an account to another phone, which can read the code', async () => {
    const { page, context } = await open('?accounts');
    await page.getByTestId('nav-accounts').click();
    await page.getByTestId('account').first().click();
    await page.getByTestId('move').click();
    const picture = await page.getByTestId('qr').screenshot();
    const read = await page.evaluate(async (base64) => {
      const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], { type: 'image/png' }));
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const context = canvas.getContext('2d')!;
      context.drawImage(bitmap, 0, 0);
      const { width, height, data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
      return { width, height, data: Array.from(data) };
    }, picture.toString('base64'));
    const { decodeQR } = await import('qr/decode.js');
    expect(decodeQR({ width: read.width, height: read.height, data: Uint8Array.from(read.data) }, { timeLimit: 5000 })).toBe(`${site.url}#AQQ${'A'.repeat(131)}`);
    await page.evaluate(() => {
      window.harness.phone.scannedByOther();
    });
    await page.getByText('042 917').waitFor();
    await page.getByTestId('approve').click();
    await page.getByTestId('ended-removed').waitFor();
    await page.getByTestId('done').click();
    expect(await page.getByTestId('account').count()).toBe(2);
    await context.close();
  });

  test('an address that is the same for everybody is said to say nothing', async () => {
    const { page, context } = await open('?accounts');
    await ask(page, 'login', { ip: '::1' });
    await page.getByText('::1 (says nothing about where)').waitFor();
    await context.close();
  });

  test('chooses a language and a look, and finds them again', async () => {
    const { page, context } = await open('?accounts');
    await page.getByTestId('nav-settings').click();
    await page.locator('#language').selectOption('nl');
    await page.getByRole('heading', { name: 'Instellingen' }).waitFor();
    await page.getByText('Donker').click();
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await ground()).toBe('rgb(22, 27, 36)');
    await page.reload();
    await page.getByRole('heading', { name: 'Klaar wanneer u het bent' }).waitFor();
    expect(await ground()).toBe('rgb(22, 27, 36)');
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('nl');
    // The bars around the page, too: what the device prefers is light.
    const bars = () => page.evaluate(() => [...document.querySelectorAll<HTMLMetaElement>('meta[name=theme-color]')].filter((bar) => matchMedia(bar.media).matches).map((bar) => bar.content));
    expect(await bars()).toEqual(['#161b24']);
    await context.close();
  });

  test('goes back through the app before it is left', async () => {
    const { page, context } = await open('?accounts');
    const start = page.url();
    await page.getByTestId('nav-accounts').click();
    await page.getByTestId('account').first().click();
    await page.getByTestId('account-page').waitFor();
    await page.evaluate(() => {
      window.history.back();
    });
    await page.getByTestId('accounts').waitFor();
    await ask(page, 'login');
    await page.getByTestId('login').waitFor();
    await page.evaluate(() => {
      window.history.back();
    });
    await page.getByTestId('accounts').waitFor();
    await page.evaluate(() => {
      window.history.back();
    });
    await page.getByTestId('home').waitFor();
    expect(await answers(page)).toEqual([]);
    expect(page.url()).toBe(start);
    await context.close();
  });

  test('is told what happened by itself', async () => {
    const { page, context } = await open('?accounts');
    await page.evaluate(() => {
      window.harness.phone.events!.loggedOut(window.harness.account());
    });
    const status = page.getByRole('status').filter({ hasText: 'has ended' });
    expect(await status.textContent()).toBe('Your login at \u2068Corner Shop\u2069 has ended.');
    await context.close();
  });
});
