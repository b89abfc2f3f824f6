import { isLanguage, type Language, preferredLanguage } from './i18n.ts';
import { keep } from './kept.ts';

export interface Settings {
  readonly language: Language | 'auto';
  readonly theme: 'auto' | 'light' | 'dark';
}

const key = 'nextauth.settings';

export function readSettings(): Settings {
  let kept: Partial<Record<keyof Settings, unknown>> = {};
  try {
    kept = (JSON.parse(localStorage.getItem(key) ?? '{}') ?? {}) as typeof kept;
  } catch {
    // Storage switched off, or somebody's text in our place: the settings are what they are at first.
  }
  return {
    language: isLanguage(kept.language) ? kept.language : 'auto',
    theme: kept.theme === 'light' || kept.theme === 'dark' ? kept.theme : 'auto',
  };
}

export function writeSettings(settings: Settings): void {
  try {
    localStorage.setItem(key, JSON.stringify(settings));
  } catch {
    // They hold until the app is closed.
  }
}

export const languageOf = (settings: Settings): Language =>
  settings.language === 'auto' ? preferredLanguage(navigator.languages) : settings.language;

/** Dresses the page, and tells the worker which language to speak. */
export function applySettings(settings: Settings): void {
  const root = document.documentElement;
  root.lang = languageOf(settings);
  if (settings.theme === 'auto') delete root.dataset['theme'];
  else root.dataset['theme'] = settings.theme;
  // The bars of the system around the page: as the device is, or as the person has chosen.
  for (const bar of document.querySelectorAll<HTMLMetaElement>('meta[name=theme-color]')) {
    const theme = bar.dataset['theme'];
    bar.media = settings.theme === 'auto' ? `(prefers-color-scheme: ${theme})` : settings.theme === theme ? 'all' : 'not all';
  }
  keep('language', root.lang).catch(() => undefined);
}
