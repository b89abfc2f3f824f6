import { describe, expect, test } from 'vitest';
import { displayText, exactText } from '../../src/app/display-text.ts';

describe('Text from outside', () => {
  test.each([
    ['a name', 'Corner Shop', 'Corner Shop'],
    ['a right-to-left override', 'Bank\u202Egro.live', 'Bank⟨U+202E⟩gro.live'],
    ['an isolate', '\u2067abc\u2069', '⟨U+2067⟩abc⟨U+2069⟩'],
    ['a zero-width space', 'Ba\u200Bnk', 'Ba⟨U+200B⟩nk'],
    ['a joiner between letters', 'Ba\u200Dnk', 'Ba⟨U+200D⟩nk'],
    ['a byte order mark', '\uFEFFBank', 'Bank'],
    ['a byte order mark inside', 'Ba\uFEFF\u2060nk', 'Ba ⟨U+2060⟩nk'],
    ['a terminal escape', '\u001B[2Jx', '⟨U+001B⟩[2Jx'],
    ['a filler', 'a\u3164b', 'a⟨U+3164⟩b'],
    ['an empty Braille cell', 'a\u2800b', 'a⟨U+2800⟩b'],
    ['a lone surrogate', 'a\uD800b', 'a⟨U+D800⟩b'],
    ['a private letter', 'a\uE000b', 'a⟨U+E000⟩b'],
    ['a tag', 'a\u{E0041}b', 'a⟨U+E0041⟩b'],
    ['a selector on a letter', 'a\uFE0Fb', 'a⟨U+FE0F⟩b'],
    ['a family', '👨‍👩‍👧', '👨‍👩‍👧'],
    ['a heart', '❤️ 1️⃣', '❤️ 1️⃣'],
    ['line ends', 'a\r\n\n  b\u2028c\td ', 'a b c d'],
    ['marks upon marks', `a${'\u0301'.repeat(6)}`, `a${'\u0301'.repeat(4)}⟨U+0301⟩⟨U+0301⟩`],
    ['nothing', undefined, ''],
  ])('shows what could not be seen: %s', (_, text, shown) => {
    expect(displayText(text).full).toBe(shown);
  });

  test('is cut at whole characters, and all of it is kept', () => {
    const cut = displayText('🦀'.repeat(10), 4);
    expect(cut).toEqual({ text: '🦀🦀🦀…', full: '🦀'.repeat(10), isCut: true });
    expect(displayText('abcd', 4)).toEqual({ text: 'abcd', full: 'abcd', isCut: false });
  });

  test('that is signed keeps its spaces and lines, and is never cut', () => {
    const text = `  2 ×\tapple\n${'x'.repeat(2000)}  `;
    expect(exactText(text)).toBe(text);
    expect(exactText('a\r\nb\u202Ec\rd')).toBe('a\nb⟨U+202E⟩c⟨U+000D⟩d');
  });

  test('of any length is read in no time', () => {
    const started = performance.now();
    displayText('\u0301'.repeat(100_000));
    displayText('\u200D\uFE0F'.repeat(50_000));
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
