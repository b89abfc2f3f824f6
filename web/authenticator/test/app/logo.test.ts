import { expect, test } from 'vitest';
import { logoUrl } from '../../src/app/logo.ts';

const of = (text: string) => btoa(text);

test.each([
  ['image/png', of('\x89PNG\r\n\x1a\n rest')],
  ['image/jpeg', of('\xff\xd8\xff\xe0 rest')],
  ['image/webp', of('RIFF\0\0\0\0WEBPVP8 ')],
  ['image/svg+xml', of('<svg xmlns="http://www.w3.org/2000/svg"/>')],
  ['image/svg+xml', of('<?xml version="1.0"?>\n<!-- made by hand -->\n<!-- twice --> <svg>')],
])('A picture is shown as what its bytes say: %s', (type, logo) => {
  expect(logoUrl(logo)).toBe(`data:${type};base64,${logo}`);
});

test.each([
  ['nothing', undefined],
  ['nothing at all', ''],
  ['a page', of('<html><svg>')],
  ['a script', of('alert(1)')],
  ['a GIF', of('GIF89a')],
  ['an address', 'https://example.com/logo.png'],
  ['a data address', 'data:image/png;base64,AAAA'],
  ['base64 with a space in it', 'iVBOR w0KGgo='],
  ['an unfinished comment', of('<!-- <svg>')],
  ['what is too large', 'A'.repeat(400_000)],
])('Everything else is not: %s', (_, logo) => {
  expect(logoUrl(logo)).toBeUndefined();
});

test('A made-up text takes no time', () => {
  const started = performance.now();
  expect(logoUrl(of('<!---->'.repeat(100)))).toBeUndefined();
  expect(performance.now() - started).toBeLessThan(200);
});
