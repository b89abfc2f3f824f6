import { expect, test } from 'vitest';
import words from '../../src/words.json' with { type: 'json' };

const { languages, ...sentences } = words;

test('every sentence is there in every language, and names the same', () => {
  expect(languages).toEqual(['en', 'de', 'fr', 'nl', 'es']);
  for (const [key, texts] of Object.entries(sentences)) {
    expect(texts.length, key).toBe(languages.length);
    expect(texts.every((text) => text.trim() === text && text.length > 1), key).toBe(true);
    expect(new Set(texts.map((text) => (text.match(/\{\w+\}/g) ?? []).join())).size, key).toBe(1);
    // The build puts them together with these.
    expect(texts.join('')).not.toMatch(/[|~]/);
  }
});

test('no two languages say all the same', () => {
  const columns = languages.map((_, i) => Object.values(sentences).map((texts) => texts[i]));
  expect(new Set(columns.map((column) => column.join('|'))).size).toBe(languages.length);
});

test.each(languages.slice(1))('nothing is left in English: %s', (language) => {
  const column = languages.indexOf(language);
  expect(Object.values(sentences).filter((texts) => texts[column] === texts[0])).toEqual([]);
});
