// What a browser has and Node, where tests run, has not.
const platform = globalThis as unknown as Partial<Pick<Window, 'document' | 'addEventListener' | 'removeEventListener'>> & {
  readonly navigator?: { readonly locks?: LockManager; readonly storage?: StorageManager };
};

/** Asks the browser not to throw the accounts away when it is short of space. */
export function keepStorage(): void {
  // A browser may say no, and may not have the question.
  platform.navigator?.storage?.persist().catch(() => false);
}

export function webLocks(): LockManager | undefined {
  return platform.navigator?.locks;
}

/** Calls when the network is back. */
export function onOnline(act: () => void, signal: AbortSignal): void {
  platform.addEventListener?.('online', act, { signal });
}

/** Whether the person looks at something else. */
export function isHidden(): boolean {
  return platform.document?.visibilityState === 'hidden';
}

/** Calls when the person comes back to the app. */
export function onShown(act: () => void, signal: AbortSignal): void {
  const { document } = platform;
  document?.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') act(); }, { signal });
}
