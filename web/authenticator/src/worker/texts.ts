import { push as de } from '../app/texts/de.ts';
import { push as en } from '../app/texts/en.ts';
import { push as es } from '../app/texts/es.ts';
import { push as fr } from '../app/texts/fr.ts';
import { push as nl } from '../app/texts/nl.ts';

const texts: Readonly<Record<string, typeof en>> = { de, en, es, fr, nl };

export type PushKind = 'login' | 'transaction' | 'logout' | 'removed' | 'other';

/**
 * The words of a notification.
 * @param language One of ours; English for any other.
 * @param server The name as it is shown; missing when it is not known.
 */
export function textOf(kind: PushKind, language: string, server: string | undefined): { title: string; body: string } {
  const t = texts[language] ?? en;
  // U+2068 … U+2069: a name in another direction of writing turns nothing around it.
  const name = server === undefined ? t['push.aSite'] : `\u2068${server}\u2069`;
  const fill = (text: string) => text.replace('{{server}}', () => name);
  return { title: fill(t[`push.${kind}.title`]), body: fill(t[`push.${kind}.body`]) };
}
