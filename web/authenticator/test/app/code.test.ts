import { expect, test } from 'vitest';
import { looksLikeCode } from '../../src/app/code.ts';

const login = `AQ${'A'.repeat(84)}`;

test.each([
  [true, login],
  [true, `https://login.example.com/app/#${login}`],
  [true, `  other-app:${login}\n`],
  [true, `AQ${'b'.repeat(89)}`],
  [true, `AQ${'b'.repeat(49)}`],
  [true, `AQ${'b'.repeat(132)}`],
  [false, ''],
  [false, 'https://example.com/'],
  [false, `${login}A`],
  [false, `A${login}`],
  [false, `BQ${'A'.repeat(84)}`],
  [false, `${'x'.repeat(5000)}#${login}`],
])('%s: %s', (isOurs, text) => {
  expect(looksLikeCode(text)).toBe(isOurs);
});
