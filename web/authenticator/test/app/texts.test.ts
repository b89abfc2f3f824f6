import { describe, expect, test } from 'vitest';
import { isolate, languages, preferredLanguage, useLanguage } from '../../src/app/i18n.ts';
import de, { push as dePush } from '../../src/app/texts/de.ts';
import en, { push as enPush } from '../../src/app/texts/en.ts';
import es, { push as esPush } from '../../src/app/texts/es.ts';
import fr, { push as frPush } from '../../src/app/texts/fr.ts';
import nl, { push as nlPush } from '../../src/app/texts/nl.ts';
import { textOf } from '../../src/worker/texts.ts';

const all: Record<string, Record<string, string>> = { en, de, fr, nl, es };
const others = Object.entries(all).filter(([language]) => language !== 'en');

// Words that are the same in another language, each seen by a person.
const same = new Set([
  'app.name', 'login.browser:de', 'login.browser:nl', 'nav.accounts:nl', 'accounts.title:nl', 'login.account:nl', 'settings.version:fr', 'fail.wrongServer:fr',
]);

describe.each(others)('In %s', (language, texts) => {
  test('there is every text, and no other', () => {
    expect(Object.keys(texts).sort()).toEqual(Object.keys(en).sort());
  });

  test('nothing is left in English', () => {
    const left = Object.entries(texts).filter(([key, text]) => text === all['en']![key] && !same.has(key) && !same.has(`${key}:${language}`));
    expect(left).toEqual([]);
  });

  test('nothing is empty, and every text takes the same values', () => {
    const values = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();
    for (const [key, text] of Object.entries(texts)) {
      expect(text.trim(), key).not.toBe('');
      expect(values(text), key).toEqual(values(all['en']![key]!));
    }
  });
});

test('Every language has its texts and its name', () => {
  expect(Object.keys(all).sort()).toEqual(Object.keys(languages).sort());
});

test('The worker has the words of notifications of each', () => {
  for (const push of [dePush, frPush, nlPush, esPush]) expect(Object.keys(push)).toEqual(Object.keys(enPush));
  expect(textOf('login', 'de', 'Laden')).toEqual({ title: 'Anmelden?', body: expect.stringContaining('\u2068Laden\u2069') as string });
  expect(textOf('logout', 'xx', undefined)).toEqual({ title: 'Logged out', body: 'Your login at A site has ended.' });
  // A name with a pattern of String.replace in it stays what it is.
  expect(textOf('logout', 'en', '$& {{server}}').body).toBe('Your login at \u2068$& {{server}}\u2069 has ended.');
});

test.each([
  [['de-AT', 'en'], 'de'],
  [['pt-BR', 'es-MX'], 'es'],
  [['ja'], 'en'],
  [[], 'en'],
])('The first language of the browser that there is: %s', (wanted, language) => {
  expect(preferredLanguage(wanted)).toBe(language);
});

test('A name from outside puts nothing else into a sentence', async () => {
  const t = await useLanguage('en');
  for (const name of ['$t(app.name)', '{{count}}', '<b>x</b>', '$&']) {
    expect(t('notice.loggedOut', { server: isolate(name) })).toBe(`Your login at \u2068${name}\u2069 has ended.`);
  }
});

test('One second is one', async () => {
  const t = await useLanguage('fr');
  expect(t('time.seconds', { count: 1 })).toBe('1 seconde');
  expect(t('time.seconds', { count: 30 })).toBe('30 secondes');
});
