// The service worker: keeps the app for offline, and shows pushes while it is closed. One classic script, built by build/service-worker.ts.
import { cacheName, files } from './files.ts';
import { answerFromCache, forgetOld, keepFiles } from './offline.ts';
import { renewSubscription, showPush, tapped } from './pushes.ts';

declare const self: ServiceWorkerGlobalScope;

self.addEventListener('install', (event) => {
  event.waitUntil(keepFiles(cacheName, files));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(forgetOld(cacheName).then(() => self.clients.claim()));
});

self.addEventListener('message', (event) => {
  // The person has said so: a version that took over by itself could do it between a question and its answer.
  if (event.data === 'activate') void self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const answer = answerFromCache(event.request, self.registration.scope, cacheName);
  if (answer) event.respondWith(answer);
});

self.addEventListener('push', (event) => {
  event.waitUntil(showPush(self, event.data));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(tapped(self, event.notification.data as unknown));
});

self.addEventListener('pushsubscriptionchange', (event) => {
  (event as ExtendableEvent).waitUntil(renewSubscription(self));
});
