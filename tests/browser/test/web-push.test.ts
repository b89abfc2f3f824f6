import type { CDPSession, Worker } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Desktop } from '../src/desktop.ts';
import { Phone } from '../src/phone.ts';
import { chromium, missing, Shop } from '../src/programs.ts';
import { PushService } from '../src/push-service.ts';
import { look } from '../src/screen.ts';

describe.skipIf(missing)('A phone whose app is closed', () => {
  let service: PushService;
  let shop: Shop;
  let desktop: Desktop;
  let phone: Phone;

  beforeAll(async () => {
    service = await PushService.start();
    shop = await Shop.start(service.settings);
    desktop = await Desktop.start(shop, {}, chromium);
    phone = await Phone.start(shop, { executablePath: chromium, prepare: (context) => service.subscribe(context) });
  });
  afterAll(async () => {
    desktop.faults.expectNone();
    phone.faults.expectNone();
    await desktop.stop();
    await phone.stop();
    await shop.stop();
    service.stop();
  });

  test('is woken by its push service, shows a notification, and logs in', async () => {
    await phone.context.grantPermissions(['notifications'], { origin: shop.serverUrl });
    await desktop.signUp('grace');
    await phone.paste(await desktop.link());
    await phone.press('approve');
    await desktop.heading('Hello, grace.');
    await phone.done();
    await phone.press('nav-settings');
    await phone.press('push-on');
    await phone.at('push-off').waitFor();
    await look(phone.page, '30-phone-notifications');
    await phone.press('nav-home');
    await phone.listens();

    await desktop.logOut();
    await desktop.openLogin();
    // An empty page of the same origin, outside of the app: the browser stays, while the app is closed and nobody listens.
    const other = await phone.context.newPage();
    await other.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: '<!DOCTYPE html><title>Another page</title>' }));
    await other.goto(`${shop.serverUrl}/empty`);
    const debug = await phone.context.newCDPSession(other);
    const registrationId = await registration(debug);
    await phone.page.close();

    await desktop.push();
    const message = await service.next();
    expect(message).not.toContain('grace');
    const worker = phone.context.serviceWorkers()[0] ?? (await phone.context.waitForEvent('serviceworker'));
    await noteShown(worker);
    // From here on the browser does what it does with a message of its own push service.
    await debug.send('ServiceWorker.deliverPushMessage', { origin: shop.serverUrl, registrationId, data: message });
    await expect.poll(() => hasShown(worker), { timeout: 15_000 }).toBe(true);
    expect(await shown(worker)).toEqual([{ title: 'Log in?', body: '\u2068Corner Shop\u2069 asks: is it you who wants to log in? Tap to look.' }]);

    await tap(worker);
    await phone.reopen();
    await phone.at('login').waitFor();
    await look(phone.page, '31-phone-woken');
    await phone.press('approve');
    await desktop.heading('Hello, grace.');
    await phone.done();
    expect(await shown(phone.context.serviceWorkers()[0]!)).toEqual([]);
  });

  test('hears nothing of its push service while it listens', async () => {
    await phone.listens();
    service.clear();
    await desktop.logOut();
    await desktop.openLogin();
    await desktop.push();
    await phone.press('approve');
    await desktop.heading('Hello, grace.');
    expect(service.clear()).toBe(0);
    await phone.done();
  });
});

function registration(debug: CDPSession): Promise<string> {
  return new Promise((resolve, reject) => {
    debug.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const live = registrations.find(({ isDeleted }) => !isDeleted);
      if (live) {
        resolve(live.registrationId);
      }
    });
    debug.send('ServiceWorker.enable').catch(reject);
  });
}

interface WorkerScope {
  hasShown: boolean;
  registration: { getNotifications: () => Promise<Notification[]>; showNotification: (title: string, options: NotificationOptions) => Promise<void> };
}

// Chromium forgets a notification when it is asked for the list after it has noted it and before it has shown it: of 150 that were asked for all the time, 72 were lost.
// So the list is asked for when the worker has been told that it is shown, not before.
const noteShown = (worker: Worker) =>
  worker.evaluate(() => {
    const scope = self as unknown as WorkerScope;
    const show = scope.registration.showNotification.bind(scope.registration);
    scope.registration.showNotification = async (title, options) => {
      await show(title, options);
      scope.hasShown = true;
    };
  });

const hasShown = (worker: Worker) => worker.evaluate(() => (self as unknown as WorkerScope).hasShown);

const shown = (worker: Worker) =>
  worker.evaluate(async () => {
    const notifications = await (self as unknown as WorkerScope).registration.getNotifications();
    return notifications.map(({ title, body }) => ({ title, body }));
  });

// A browser without a screen shows notifications to nobody who could tap them, so the worker is told of the tap. Such an event may not open windows, which the browser's own may:
// the test opens the app instead. What the worker keeps for it is what the app opens with.
const tap = (worker: Worker) =>
  worker.evaluate(async () => {
    const [notification] = await (self as unknown as WorkerScope).registration.getNotifications();
    const event = new (self as unknown as { NotificationEvent: new (type: string, init: { notification: Notification }) => Event }).NotificationEvent('notificationclick', { notification: notification! });
    // Only the browser's own events may be waited for: kept here until the handler has done its work.
    const work: Promise<unknown>[] = [];
    Object.defineProperty(event, 'waitUntil', { value: (one: Promise<unknown>) => work.push(one) });
    self.dispatchEvent(event);
    await Promise.allSettled(work);
    return work.length;
  });
