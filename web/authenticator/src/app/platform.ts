import type { Phone, Prompt } from '../client/api.ts';
import { displayText } from './display-text.ts';
import { isolate, type Translate } from './i18n.ts';
import { keep, read } from './kept.ts';

export type PushState = 'unknown' | 'missing' | 'ios' | 'denied' | 'off' | 'on' | 'noServer' | 'working' | 'failed';

export interface PlatformState {
  readonly isOnline: boolean;
  /** Whether the browser has promised to keep what we store; missing: it does not say. */
  readonly isPersisted?: boolean;
  readonly push: PushState;
  readonly canInstall: boolean;
  readonly isInstalled: boolean;
  readonly isIos: boolean;
  /** A new version waits to be used. */
  readonly hasUpdate: boolean;
}

interface InstallEvent extends Event {
  prompt(): Promise<unknown>;
}

/** What the device and its browser do for the app: connection, storage, notifications, installing, new versions. */
export class Platform {
  readonly #phone: Phone;
  readonly #listeners = new Set<() => void>();
  #state: PlatformState;
  #install: InstallEvent | undefined;
  #waiting: ServiceWorker | undefined;

  constructor(phone: Phone) {
    this.#phone = phone;
    // An iPad says that it is a Mac; no Mac has a touch screen.
    const isIos = /iPhone|iPad|iPod/.test(navigator.userAgent) || (navigator.userAgent.includes('Macintosh') && navigator.maxTouchPoints > 1);
    this.#state = {
      isOnline: navigator.onLine,
      push: 'unknown',
      canInstall: false,
      isInstalled: window.matchMedia('(display-mode: standalone)').matches,
      isIos,
      hasUpdate: false,
    };
    for (const event of ['online', 'offline']) {
      window.addEventListener(event, () => {
        this.#set({ isOnline: navigator.onLine });
      });
    }
    window.addEventListener('beforeinstallprompt', (event) => {
      event.preventDefault();
      this.#install = event as InstallEvent;
      this.#set({ canInstall: true });
    });
    window.addEventListener('appinstalled', () => {
      this.#set({ canInstall: false, isInstalled: true });
    });
  }

  get state(): PlatformState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async start(): Promise<void> {
    await Promise.all([this.#readStorage(), this.#readPush(), this.#register()]);
  }

  async install(): Promise<void> {
    await this.#install?.prompt();
    this.#install = undefined;
    this.#set({ canInstall: false });
  }

  /** @returns Whether the browser agreed. Some ask the person, some decide alone. */
  async persist(): Promise<boolean> {
    try {
      await navigator.storage.persist();
    } catch {
      // It says no in its own way.
    }
    await this.#readStorage();
    return this.#state.isPersisted === true;
  }

  async subscribePush(): Promise<void> {
    this.#set({ push: 'working' });
    try {
      if ((await Notification.requestPermission()) !== 'granted') {
        await this.#readPush();
        return;
      }
      const key = await this.#phone.applicationServerKey();
      if (!key) {
        this.#set({ push: 'noServer' });
        return;
      }
      const { pushManager } = await navigator.serviceWorker.ready;
      const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key.slice() });
      await keep('pushKey', key.slice().buffer);
      await this.#tell(subscription);
      this.#set({ push: 'on' });
    } catch (error) {
      console.error(error);
      this.#set({ push: 'failed' });
    }
  }

  async unsubscribePush(): Promise<void> {
    this.#set({ push: 'working' });
    try {
      await (await (await navigator.serviceWorker.ready).pushManager.getSubscription())?.unsubscribe();
      await this.#tell(null);
      this.#set({ push: 'off' });
    } catch (error) {
      console.error(error);
      this.#set({ push: 'failed' });
    }
  }

  /** After an enrolment: the new server is told where to wake this phone, too. */
  async accountsChanged(): Promise<void> {
    if (this.#state.push === 'on') await this.#tell(await this.#subscription());
  }

  /** The open channel has brought a question while the person looks at something else: says so as the worker would. */
  async notify(prompt: Prompt, t: Translate): Promise<void> {
    if (prompt.kind === 'enrol' || document.visibilityState === 'visible' || this.#state.push !== 'on') return;
    const registration = await navigator.serviceWorker.getRegistration();
    const serverId = prompt.kind === 'login' ? prompt.accounts[0]?.serverId : prompt.account.serverId;
    await registration?.showNotification(t(`push.${prompt.kind}.title`), {
      body: t(`push.${prompt.kind}.body`, { server: isolate(displayText(prompt.server.serverName, 60).text) }),
      icon: 'icons/icon-192.png',
      badge: 'icons/badge.svg',
      // The worker's notification of the same push takes this one's place.
      tag: `${prompt.kind}-${serverId ?? ''}`,
    });
  }

  /** Loads the new version; nothing that is asked at the moment survives it. */
  useUpdate(): void {
    const reload = () => {
      window.location.reload();
    };
    if (this.#waiting?.state === 'installed') {
      navigator.serviceWorker.addEventListener('controllerchange', reload);
      this.#waiting.postMessage('activate');
    } else {
      reload();
    }
  }

  async #readStorage(): Promise<void> {
    // Without https there is no such thing.
    const storage = navigator.storage as StorageManager | undefined;
    if (storage) this.#set({ isPersisted: await storage.persisted() });
  }

  async #readPush(): Promise<void> {
    if (!('PushManager' in window) || !('Notification' in window) || !('serviceWorker' in navigator)) {
      this.#set({ push: this.#state.isIos && !this.#state.isInstalled ? 'ios' : 'missing' });
    } else if (Notification.permission === 'denied') {
      this.#set({ push: 'denied' });
    } else {
      const subscription = await this.#subscription();
      this.#set({ push: subscription ? 'on' : 'off' });
      // The worker may have got another subscription meanwhile; it cannot tell the servers itself.
      if (subscription && (await read('endpoint')) !== subscription.endpoint) await this.#tell(subscription).catch(() => undefined);
    }
  }

  async #subscription(): Promise<PushSubscription | null> {
    const registration = await navigator.serviceWorker.getRegistration();
    return (await registration?.pushManager.getSubscription()) ?? null;
  }

  async #tell(subscription: PushSubscription | null): Promise<void> {
    await this.#phone.setPushEndpoint(subscription?.toJSON() ?? null);
    await keep('endpoint', subscription?.endpoint ?? '');
  }

  async #register(): Promise<void> {
    if (!('serviceWorker' in navigator)) return;
    try {
      const registration = await navigator.serviceWorker.register(workerUrl(), { updateViaCache: 'none' });
      this.#watch(registration);
      // An app that stays open for days should hear of a new version, too.
      document.addEventListener('visibilitychange', () => {
        if (document.visibilityState === 'visible') registration.update().catch(() => undefined);
      });
    } catch (error) {
      // The app works without, but not offline.
      console.error(error);
    }
  }

  #watch(registration: ServiceWorkerRegistration): void {
    if (navigator.serviceWorker.controller) {
      // Another window has said so; this one still is the old version.
      navigator.serviceWorker.addEventListener('controllerchange', () => {
        this.#set({ hasUpdate: true });
      });
    }
    const check = () => {
      // The first worker of all is no update.
      if (!registration.waiting || !navigator.serviceWorker.controller) return;
      this.#waiting = registration.waiting;
      this.#set({ hasUpdate: true });
    };
    check();
    registration.addEventListener('updatefound', () => {
      registration.installing?.addEventListener('statechange', check);
    });
  }

  #set(change: Partial<PlatformState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

// The only address of script that is ever made from a text. The content security policy allows this policy and no other (Trusted Types).
function workerUrl(): string {
  const types = (window as { trustedTypes?: TrustedTypes }).trustedTypes;
  return types?.createPolicy('nextauth', { createScriptURL: () => 'sw.js' }).createScriptURL('') ?? 'sw.js';
}
