import { render } from 'preact';
import type { Account, MovingPhone } from '../client/api.ts';
import { App, Unopened } from './app.tsx';
import { connectBack } from './back.ts';
import { takeLink } from './code.ts';
import { speak } from './i18n.ts';
import { keep, take } from './kept.ts';
import { Model } from './model.ts';
import { Platform } from './platform.ts';
import { connectSight } from './sight.ts';
import { applySettings, languageOf, readSettings } from './settings.ts';
import { connectWorker } from './worker-link.ts';

/** How long the first screen waits for what it shows, in milliseconds. */
const patienceMs = 200;

/** Opens the phone and draws the app in `#app`. */
export async function start(openPhone: () => Promise<MovingPhone>): Promise<void> {
  // Before everything else: the link is a secret, and belongs into no history.
  const link = takeLink();
  const settings = readSettings();
  applySettings(settings);
  const app = document.getElementById('app')!;
  const opening = openPhone();
  // It is waited for below; when it fails before, nobody has looked yet.
  opening.catch(() => undefined);
  const speech = await speak(languageOf(settings));
  document.documentElement.lang = speech.language;
  let phone: MovingPhone;
  try {
    phone = await opening;
  } catch (error) {
    console.error(error);
    render(<Unopened t={speech.t} />, app);
    return;
  }
  const model = new Model(phone);
  const platform = new Platform(phone);
  // What is read at once is shown at once, without a skeleton in between.
  await Promise.race([model.refresh(), new Promise((resolve) => setTimeout(resolve, patienceMs))]);
  render(<App model={model} platform={platform} speech={speech} />, app);

  connectSight(model);
  model.listen();
  connectBack(model);
  connectWorker(model);
  const scan = (text: string | undefined) => {
    if (text !== undefined) void model.scan(text);
  };
  scan(link);
  window.addEventListener('hashchange', () => {
    scan(takeLink());
  });
  const pushed = await take('push').catch(() => undefined);
  if (pushed !== undefined) void model.openPush(pushed);
  watchEnrolments(model, platform);
  await platform.start();
}

// After the first account there is something to lose: the browser is asked to keep it, and each new server is told where to wake this phone.
function watchEnrolments(model: Model, platform: Platform): void {
  let known = new Set<string>();
  let last: readonly Account[] | undefined;
  let isFirst = true;
  model.subscribe(() => {
    const { accounts } = model.state;
    if (!accounts || accounts === last) return;
    last = accounts;
    // For the worker, whose notifications name the server.
    keep('servers', Object.fromEntries(accounts.map(({ serverId, server }) => [serverId, server.serverName]))).catch(() => undefined);
    const isNew = accounts.some(({ key }) => !known.has(key));
    known = new Set(accounts.map(({ key }) => key));
    if (isNew && !isFirst) {
      if (platform.state.isPersisted === false) void platform.persist();
      platform.accountsChanged().catch((error: unknown) => {
        console.error(error);
      });
    }
    isFirst = false;
  });
}
