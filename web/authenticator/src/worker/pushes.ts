import { displayText } from '../app/display-text.ts';
import { keep, read } from '../app/kept.ts';
import type { WorkerMessage } from '../app/worker-link.ts';
import { readPush } from './push.ts';
import { textOf } from './texts.ts';

/** How long an open window has to say that it shows the push itself, in milliseconds. */
const windowWaitMs = 1000;

/** Shows what was pushed, unless a window that the person is looking at does. */
export async function showPush(scope: ServiceWorkerGlobalScope, message: PushMessageData | null): Promise<void> {
  const data = json(message);
  if (await isShownByWindow(scope)) return;
  const push = readPush(data);
  const language = await read('language').catch(() => undefined);
  const servers = await read('servers').catch(() => undefined);
  const name = push.serverId === undefined ? undefined : servers?.[push.serverId];
  const { title, body } = textOf(push.kind, language ?? 'en', name === undefined ? undefined : displayText(name, 60).text);
  await scope.registration.showNotification(title, {
    body,
    lang: language ?? 'en',
    icon: 'icons/icon-192.png',
    badge: 'icons/badge.svg',
    // A push that comes again, or a newer one of the same server, takes the place of the one that is shown.
    tag: `${push.kind}-${push.serverId ?? ''}`,
    requireInteraction: push.kind === 'login' || push.kind === 'transaction',
    data,
  });
}

/** Opens the app, or brings it to the front, with what the notification was about. */
export async function tapped(scope: ServiceWorkerGlobalScope, data: unknown): Promise<void> {
  await keep('push', data).catch(() => undefined);
  const [window] = await windows(scope);
  if (window) {
    const message: WorkerMessage = { kind: 'tapped' };
    window.postMessage(message);
    await window.focus().catch(() => undefined);
  } else {
    await scope.clients.openWindow(scope.registration.scope);
  }
}

/** The push service has taken the subscription back. A new one with the same key; the app tells the servers when it is opened next. */
export async function renewSubscription(scope: ServiceWorkerGlobalScope): Promise<void> {
  const { pushManager } = scope.registration;
  const old = await pushManager.getSubscription();
  const key = old?.options.applicationServerKey ?? (await read('pushKey'));
  if (key) await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

async function isShownByWindow(scope: ServiceWorkerGlobalScope): Promise<boolean> {
  const visible = (await windows(scope)).filter((window) => window.visibilityState === 'visible');
  return (await Promise.all(visible.map(ask))).some(Boolean);
}

const ask = (window: WindowClient): Promise<boolean> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event: MessageEvent<unknown>) => {
      resolve(event.data === true);
    };
    // A window that is frozen does not answer; the person must hear of it all the same.
    setTimeout(() => {
      resolve(false);
    }, windowWaitMs);
    const message: WorkerMessage = { kind: 'push' };
    window.postMessage(message, [port2]);
  });

// The server's other pages are of the same origin, and do not listen.
async function windows(scope: ServiceWorkerGlobalScope): Promise<readonly WindowClient[]> {
  const all = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
  return all.filter(({ url }) => url.startsWith(scope.registration.scope));
}

function json(message: PushMessageData | null): unknown {
  try {
    return message?.json();
  } catch {
    return undefined;
  }
}
