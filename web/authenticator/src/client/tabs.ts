import type { ListenerState } from './account-listener.ts';

/** What the tabs of the app tell one another. */
export type TabNews =
  | { readonly type: 'changed' }
  | { readonly type: 'tell' }
  | { readonly type: 'state'; readonly state: ListenerState }
  | { readonly type: 'whatState' }
  | { readonly type: 'looking' }
  | { readonly type: 'loggedOut'; readonly key: string }
  | { readonly type: 'removed'; readonly serverName: string };

/** The other tabs of this app. */
export class Tabs {
  readonly #channel: BroadcastChannel;
  readonly #hearing = new Set<(news: TabNews) => void>();

  constructor(name: string) {
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = ({ data }: MessageEvent<TabNews>) => {
      for (const hear of this.#hearing) hear(data);
    };
  }

  tell(news: TabNews): void {
    this.#channel.postMessage(news);
  }

  /** Returns how to stop hearing. */
  hear(hear: (news: TabNews) => void): () => void {
    this.#hearing.add(hear);
    return () => this.#hearing.delete(hear);
  }

  close(): void {
    this.#channel.close();
  }
}
