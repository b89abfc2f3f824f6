import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { Language, Translate } from './i18n.ts';
import type { Model, State } from './model.ts';
import type { Platform, PlatformState } from './platform.ts';
import type { Settings } from './settings.ts';

/** What every screen may use. */
export interface AppContext {
  readonly model: Model;
  readonly platform: Platform;
  readonly state: State;
  readonly device: PlatformState;
  readonly t: Translate;
  readonly language: Language;
  readonly settings: Settings;
  readonly change: (settings: Settings) => void;
  /** Says something to a screen reader, and shows it for a moment. */
  readonly say: (text: string) => void;
}

export const Context = createContext<AppContext | undefined>(undefined);

export function useApp(): AppContext {
  const app = useContext(Context);
  if (!app) throw new Error('There is no app around this component.');
  return app;
}

/** Draws again when what is watched changes. */
export function useWatched<T>(watched: { readonly state: T; subscribe(listener: () => void): () => void }): T {
  const [state, set] = useState(watched.state);
  useEffect(() => {
    const update = () => {
      set(watched.state);
    };
    update();
    return watched.subscribe(update);
  }, [watched]);
  return state;
}
