import i18next, { type i18n } from 'i18next';
import en from './texts/en.ts';

/** Each in its own words: who cannot read the language on the screen must find his own. */
export const languages = { en: 'English', de: 'Deutsch', fr: 'Français', nl: 'Nederlands', es: 'Español' } as const;
export type Language = keyof typeof languages;

type Singular<K> = K extends `${infer Stem}_one` | `${infer Stem}_other` ? Stem : K;
export type TextKey = Singular<keyof typeof en>;
export type Values = Readonly<Record<string, string | number>>;
export type Translate = (key: TextKey, values?: Values) => string;

const texts: Record<Language, () => Promise<{ default: typeof en }>> = {
  // The one that most see: with the app, so that the first screen waits for one file less.
  en: () => Promise.resolve({ default: en }),
  de: () => import('./texts/de.ts'),
  fr: () => import('./texts/fr.ts'),
  nl: () => import('./texts/nl.ts'),
  es: () => import('./texts/es.ts'),
};

export const isLanguage = (text: unknown): text is Language => typeof text === 'string' && Object.hasOwn(languages, text);

/** The first language of the browser that there is; English otherwise. */
export const preferredLanguage = (wanted: readonly string[]): Language => wanted.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage) ?? 'en';

let instance: i18n | undefined;

/** Loads a language, each on its own, and makes it the one of `t`. */
export async function useLanguage(language: Language): Promise<Translate> {
  const { default: resource } = await texts[language]();
  instance ??= await create(language);
  instance.addResourceBundle(language, 'translation', resource, false, true);
  const t = instance.getFixedT(language);
  return (key, values) => t(key, { ...values });
}

/** Words, and the language they are in. */
export interface Speech {
  readonly t: Translate;
  readonly language: Language;
}

/** Loads a language; English when that fails, which is there already: somebody who wants to log in is better served by it than by nothing. */
export async function speak(language: Language): Promise<Speech> {
  try {
    return { t: await useLanguage(language), language };
  } catch (error) {
    console.error(error);
    return { t: await useLanguage('en'), language: 'en' };
  }
}

async function create(language: Language): Promise<i18n> {
  const made = i18next.createInstance();
  await made.init({
    lng: language,
    fallbackLng: false,
    resources: {},
    // Keys are flat. Values are text for Preact, which escapes them; that what is put in cannot itself put in more is i18next's own rule (skipOnVariables).
    keySeparator: false,
    nsSeparator: false,
    contextSeparator: '|',
    interpolation: { escapeValue: false, skipOnVariables: true },
  });
  return made;
}

/** Encloses text from outside for a sentence of ours, so that its direction of writing ends where it ends (U+2068 … U+2069). */
export const isolate = (text: string): string => `\u2068${text}\u2069`;
