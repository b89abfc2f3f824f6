import { take } from './kept.ts';
import type { Model } from './model.ts';

/** What the worker says to the page. */
export type WorkerMessage =
  /** A push has come; `port` is answered with `true` by who will show it himself. */
  | { readonly kind: 'push' }
  /** A notification was tapped: what it was about is kept under `push`. */
  | { readonly kind: 'tapped' };

/** Listens to the service worker. */
export function connectWorker(model: Model): void {
  if (!('serviceWorker' in navigator)) return;
  navigator.serviceWorker.addEventListener('message', (event: MessageEvent<WorkerMessage>) => {
    switch (event.data.kind) {
      case 'push':
        // The open channel brings the same, with the question and not only the hint of it.
        event.ports[0]?.postMessage(document.visibilityState === 'visible' && model.state.channel === 'online');
        break;
      case 'tapped':
        void open(model);
        break;
    }
  });
  navigator.serviceWorker.startMessages();
}

async function open(model: Model): Promise<void> {
  const data = await take('push');
  if (data !== undefined) await model.openPush(data);
}
