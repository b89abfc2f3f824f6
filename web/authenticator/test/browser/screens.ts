import type { Page } from 'playwright-core';
import type { FailureReason } from '../../src/client/api.ts';
import type {} from './harness/main.tsx';

/** One screen in one of its states, and how to get there. */
export interface Screen {
  readonly name: string;
  /** What the harness makes before the app starts. */
  readonly query?: string;
  readonly go?: (page: Page) => Promise<unknown>;
  /** The test id that says that it is there. */
  readonly shows: string;
}

const id = (page: Page, name: string) => page.getByTestId(name);
const soon = 90_000;

export const ask = (page: Page, kind: 'enrol' | 'login' | 'loginMany' | 'loginCode' | 'loginLow' | 'transaction', change: Record<string, unknown> = {}) =>
  page.evaluate(
    ({ kind, change, soon }) => {
      const { phone, account, server } = window.harness;
      const login = {
        kind: 'login' as const,
        server: server(),
        accounts: [account()],
        ip: '203.0.113.7',
        useragent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0',
        announced: { 'What for': 'Order 4711', Basket: '3 items' },
        needsCode: false,
        isPush: false,
        expires: Date.now() + soon,
      };
      const prompts = {
        enrol: { kind: 'enrol' as const, server: server(), label: 'anna.schmidt', host: 'login.example.com' },
        login,
        loginMany: { ...login, accounts: [account(), account({ key: 's.2', accountId: 8, label: 'orders@example.com', alias: 'Work' })] },
        loginCode: { ...login, needsCode: true, isPush: true, server: server({ pingTime: 30 }) },
        loginLow: { ...login, expires: Date.now() + 12_000 },
        transaction: {
          kind: 'transaction' as const,
          server: server({ serverName: 'First Bank of the North', logo: '' }),
          account: account({ label: 'Anna Schmidt' }),
          amount: '1 250,00 EUR',
          benificiary: 'Gartenbau Müller GmbH\nDE89 3704 0044 0532 0130 00',
          description: 'Invoice 2026-118\n  2 × apple tree      198,00\n  1 × planting     1 052,00',
          isPush: true,
          expires: Date.now() + soon,
        },
      };
      void phone.push({ ...prompts[kind], ...change });
    },
    { kind, change, soon },
  );

/** A scan, by the address: what the phone's own camera does. */
export const followLink = (page: Page) =>
  page.evaluate(() => {
    window.location.hash = `#AQ${'A'.repeat(84)}`;
  });

const failing = (why: FailureReason): Screen => ({
  name: `failed-${why}`,
  query: 'accounts',
  shows: `failed-${why}`,
  go: async (page) => {
    await page.evaluate((reason) => (window.harness.phone.outcome = { ok: false, why: reason }), why);
    await followLink(page);
  },
});

const nav = (name: string) => (page: Page) => id(page, `nav-${name}`).click();

const move = async (page: Page) => {
  await nav('accounts')(page);
  await id(page, 'account').first().click();
  await id(page, 'move').click();
  await id(page, 'qr').waitFor();
};

const scannedByOther = (page: Page) =>
  page.evaluate(() => {
    window.harness.phone.scannedByOther();
  });

const canInstall = (page: Page) => page.evaluate(() => window.dispatchEvent(new Event('beforeinstallprompt')));

/** Does something while files of the app cannot be loaded. */
const without = async (page: Page, files: RegExp, act: () => Promise<unknown>, shows: string) => {
  await page.route(files, (route) => route.abort());
  await act();
  await id(page, shows).waitFor();
  await page.unroute(files);
};

export const screens: readonly Screen[] = [
  { name: 'home-new', shows: 'home' },
  { name: 'home-loading', query: 'slow', shows: 'home' },
  { name: 'home', query: 'accounts', shows: 'home' },
  {
    name: 'home-connecting',
    query: 'accounts',
    shows: 'home',
    go: (page) => page.evaluate(() => window.harness.phone.events?.state('connecting')),
  },
  { name: 'home-offline', query: 'accounts', shows: 'offline', go: (page) => page.context().setOffline(true) },
  { name: 'broken', query: 'broken', shows: 'broken' },
  { name: 'unopened', query: 'unopened', shows: 'dead' },
  { name: 'home-install', query: 'accounts', shows: 'install', go: canInstall },
  { name: 'home-new-install', shows: 'install', go: canInstall },
  { name: 'home-new-ios', query: 'ios', shows: 'home' },
  { name: 'home-update', query: 'accounts&update', shows: 'update' },
  {
    name: 'home-notice',
    query: 'accounts',
    shows: 'home',
    go: async (page) => {
      await page.evaluate(() => window.harness.phone.events?.loggedOut(window.harness.account()));
      await id(page, 'said').filter({ hasText: /./ }).waitFor();
    },
  },
  {
    name: 'crashed',
    query: 'accounts',
    shows: 'dead',
    // No server does this; what breaks a screen is a mistake of ours.
    go: (page) => ask(page, 'login', { accounts: null }),
  },
  ...(['looking', 'denied', 'missing', 'foreign'] as const).map(
    (camera): Screen => ({ name: `scan-${camera}`, query: `accounts&camera=${camera}`, shows: `scan-${camera}`, go: (page) => id(page, 'scan').click() }),
  ),
  { name: 'scan-unreadable', query: 'accounts&camera=looking', shows: 'scan-unreadable', go: (page) => without(page, /assets\/decode-.*\.js$/, () => id(page, 'scan').click(), 'scan-unreadable') },
  { name: 'paste', query: 'accounts', shows: 'paste-page', go: (page) => id(page, 'paste').click() },
  {
    name: 'paste-bad',
    query: 'accounts',
    shows: 'paste-page',
    go: async (page) => {
      await id(page, 'paste').click();
      await page.locator('#link').fill('https://example.com/');
      await id(page, 'paste-go').click();
    },
  },
  {
    name: 'busy',
    query: 'accounts',
    shows: 'busy',
    go: async (page) => {
      await page.evaluate(() => {
        window.harness.phone.gate = new Promise(() => undefined);
      });
      await followLink(page);
    },
  },
  { name: 'enrol', shows: 'enrol', go: (page) => ask(page, 'enrol') },
  { name: 'enrol-moved', shows: 'enrol', go: (page) => ask(page, 'enrol', { code: '042917' }) },
  {
    name: 'move-code-unreadable',
    query: 'accounts',
    shows: 'move-code',
    go: (page) =>
      without(
        page,
        /assets\/qr-.*\.js$/,
        async () => {
          await nav('accounts')(page);
          await id(page, 'account').first().click();
          await id(page, 'move').click();
        },
        'no-qr',
      ),
  },
  ...(['lost', 'expired'] as const).map(
    (why): Screen => ({
      name: `move-${why}`,
      query: 'accounts',
      shows: `failed-${why}`,
      go: async (page) => {
        await move(page);
        await page.evaluate((why) => (window.harness.phone.outcome = { ok: false, why }), why);
        await scannedByOther(page);
        await id(page, 'approve').click();
      },
    }),
  ),
  { name: 'move-code', query: 'accounts', shows: 'qr', go: move },
  {
    name: 'move-compare',
    query: 'accounts',
    shows: 'compare',
    go: async (page) => {
      await move(page);
      await scannedByOther(page);
    },
  },
  {
    name: 'move-done',
    query: 'accounts',
    shows: 'ended-removed',
    go: async (page) => {
      await move(page);
      await scannedByOther(page);
      await id(page, 'approve').click();
    },
  },
  { name: 'login', query: 'accounts', shows: 'login', go: (page) => ask(page, 'login') },
  { name: 'login-many', query: 'accounts', shows: 'login', go: (page) => ask(page, 'loginMany') },
  { name: 'login-code', query: 'accounts', shows: 'login', go: (page) => ask(page, 'loginCode') },
  {
    name: 'login-code-bad',
    query: 'accounts',
    shows: 'login',
    go: async (page) => {
      await ask(page, 'loginCode');
      await page.locator('#code').fill('12');
      await id(page, 'approve').click();
    },
  },
  { name: 'login-low', query: 'accounts', shows: 'login', go: (page) => ask(page, 'loginLow') },
  { name: 'transaction', query: 'accounts', shows: 'transaction', go: (page) => ask(page, 'transaction') },
  ...(
    [
      ['enrol', 'enrol'],
      ['login', 'login'],
      ['loginCode', 'login'],
      ['transaction', 'transaction'],
    ] as const
  ).map(
    ([kind, shows]): Screen => ({
      name: `${kind}-offline`,
      query: 'accounts',
      shows: 'offline',
      go: async (page) => {
        await ask(page, kind);
        await id(page, shows).waitFor();
        await page.context().setOffline(true);
      },
    }),
  ),
  {
    name: 'login-logo',
    query: 'accounts',
    shows: 'login',
    go: async (page) => ask(page, 'login', { logo: await page.evaluate(() => window.harness.server().logo) }),
  },
  {
    name: 'ended-said',
    query: 'accounts',
    shows: 'says',
    go: async (page) => {
      await page.evaluate(() => {
        const { phone, server } = window.harness;
        const said = { info: { Desk: '4', 'What for': 'Order 4711' }, ip: '203.0.113.7', useragent: navigator.userAgent, logo: server().logo! };
        phone.outcome = { ok: true, what: 'loggedIn', said };
      });
      await ask(page, 'login');
      await id(page, 'approve').click();
    },
  },
  {
    name: 'ended-reported-transaction',
    query: 'accounts',
    shows: 'ended-reported',
    go: async (page) => {
      await ask(page, 'transaction');
      await id(page, 'report').click();
    },
  },
  {
    name: 'ended-not-reported',
    query: 'accounts',
    shows: 'ended-declined',
    go: async (page) => {
      await page.evaluate(() => (window.harness.phone.outcome = { ok: true, what: 'declined' }));
      await ask(page, 'login');
      await id(page, 'report').click();
    },
  },
  ...(
    [
      ['ended-enrolled', 'enrol', 'approve'],
      ['ended-loggedIn', 'login', 'approve'],
      ['ended-declined', 'login', 'decline'],
      ['ended-reported', 'login', 'report'],
      ['ended-approved', 'transaction', 'approve'],
    ] as const
  ).map(
    ([name, kind, answer]): Screen => ({
      name,
      query: 'accounts',
      shows: name,
      go: async (page) => {
        await ask(page, kind);
        await id(page, answer).click();
      },
    }),
  ),
  ...(
    [
      'notACode', 'otherServer', 'noAccount', 'expired', 'used', 'sessionChanged', 'blocked', 'wrongCode', 'refused', 'nameTaken', 'unavailable', 'wrongServer', 'removed',
      'decided', 'offline', 'lost', 'protocol',
    ] as const
  ).map(failing),
  { name: 'accounts', query: 'accounts', shows: 'accounts', go: nav('accounts') },
  { name: 'accounts-empty', shows: 'accounts', go: nav('accounts') },
  { name: 'accounts-loading', query: 'slow', shows: 'accounts', go: nav('accounts') },
  {
    name: 'account',
    query: 'accounts',
    shows: 'account-page',
    go: async (page) => {
      await nav('accounts')(page);
      await id(page, 'account').nth(1).click();
    },
  },
  {
    name: 'account-delete',
    query: 'accounts',
    shows: 'ask-no',
    go: async (page) => {
      await nav('accounts')(page);
      await id(page, 'account').first().click();
      await id(page, 'delete').click();
    },
  },
  {
    name: 'account-forget',
    query: 'accounts',
    shows: 'ask-no',
    go: async (page) => {
      await page.evaluate(() => (window.harness.phone.outcome = { ok: false, why: 'offline' }));
      await nav('accounts')(page);
      await id(page, 'account').first().click();
      await id(page, 'delete').click();
      await id(page, 'ask-yes').click();
      await page.locator('dialog').filter({ hasText: /./ }).waitFor();
    },
  },
  {
    name: 'account-fault',
    query: 'accounts',
    shows: 'account-fault',
    go: async (page) => {
      await page.evaluate(() => (window.harness.phone.outcome = { ok: false, why: 'unavailable' }));
      await nav('accounts')(page);
      await id(page, 'account').first().click();
      await id(page, 'logout').click();
      await id(page, 'ask-yes').click();
    },
  },
  { name: 'accounts-unsafe', query: 'accounts&storage=no', shows: 'storage-warning', go: nav('accounts') },
  { name: 'history', query: 'accounts', shows: 'history', go: nav('history') },
  {
    name: 'history-said',
    query: 'accounts',
    shows: 'says',
    go: async (page) => {
      await nav('history')(page);
      await id(page, 'says').locator('summary').first().click();
    },
  },
  { name: 'history-loading', query: 'slow', shows: 'history', go: nav('history') },
  {
    name: 'history-failed',
    query: 'accounts',
    shows: 'history-fault',
    go: async (page) => {
      await page.evaluate(() => {
        window.harness.phone.clearHistory = () => Promise.reject(new Error('The storage is switched off.'));
      });
      await nav('history')(page);
      await id(page, 'clear').click();
      await id(page, 'ask-yes').click();
    },
  },
  { name: 'history-empty', shows: 'history', go: nav('history') },
  { name: 'settings', query: 'accounts', shows: 'settings', go: nav('settings') },
  ...(['ios', 'missing', 'denied', 'off', 'on'] as const).map(
    (push): Screen => ({ name: `settings-push-${push}`, query: `accounts&push=${push}${push === 'ios' ? '&ios' : ''}`, shows: `notifications-${push}`, go: nav('settings') }),
  ),
  ...(['noServer', 'failed', 'working'] as const).map(
    (push): Screen => ({
      name: `settings-push-${push}`,
      query: `accounts&push=${push}`,
      shows: `notifications-${push}`,
      go: async (page) => {
        await nav('settings')(page);
        await id(page, 'push-on').click();
      },
    }),
  ),
  ...(
    [
      ['yes', 'settings.storageYes'],
      ['no', 'settings.storageNo'],
      ['unknown', 'settings.storageUnknown'],
    ] as const
  ).map(([storage, shows]): Screen => ({ name: `settings-storage-${storage}`, query: `accounts&push=off&storage=${storage}`, shows, go: nav('settings') })),
  {
    name: 'settings-storage-refused',
    query: 'accounts&push=off&storage=no',
    shows: 'settings.storageRefused',
    go: async (page) => {
      await nav('settings')(page);
      await id(page, 'persist').click();
    },
  },
  {
    name: 'keys',
    shows: 'keys-page',
    go: async (page) => {
      await nav('settings')(page);
      await id(page, 'keys').click();
    },
  },
  {
    name: 'lost',
    shows: 'lost-page',
    go: async (page) => {
      await nav('settings')(page);
      await id(page, 'lost').click();
    },
  },
];

/** Until the question on the screen may be approved, which it may not at once; for what does not wait for that by itself. */
export const ripe = (page: Page) => page.locator('[data-testid=approve][aria-disabled]').waitFor({ state: 'detached' });

/** Opens the app in the harness and goes to a screen. */
export async function show(page: Page, url: string, screen: Screen): Promise<void> {
  await page.context().setOffline(false);
  await page.goto(`${url}?${screen.query ?? ''}`);
  await page.locator('main').waitFor();
  await screen.go?.(page);
  await page.getByTestId(screen.shows).first().waitFor();
  await ripe(page);
}
