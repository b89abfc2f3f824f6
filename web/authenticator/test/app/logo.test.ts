import { expect, test } from 'vitest';
import { logoUrl } from '../../src/app/logo.ts';

const of = (text: string) => btoa(text);

const bytes = (...numbers: number[]) => String.fromCharCode(...numbers);
const two = (number: number) => bytes(number >> 8, number & 0xff);
const little = (number: number, length: number) => bytes(...Array.from({ length }, (_, i) => (number >> (8 * i)) & 0xff));

// The beginnings of pictures of such a size.
const png = (width: number, height: number) => of(`\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0${two(width)}\0\0${two(height)} rest`);
const jpeg = (width: number, height: number, before = '\xff\xe0\0\x04JF', frame = 0xc0) =>
  of(`\xff\xd8${before}\xff${bytes(frame)}\0\x11\x08${two(height)}${two(width)} rest`);
const webp = (chunk: string) => of(`RIFF\0\0\0\0WEBP${chunk}`);
const webpX = (width: number, height: number, flags = 0) => webp(`VP8X\x0a\0\0\0${bytes(flags)}\0\0\0${little(width - 1, 3)}${little(height - 1, 3)}`);
const webpL = (width: number, height: number) => webp(`VP8L\0\0\0\0\x2f${little((width - 1) | ((height - 1) << 14), 4)}`);
const webp8 = (width: number, height: number) => webp(`VP8 \0\0\0\0\0\0\0\x9d\x01\x2a${little(width, 2)}${little(height, 2)}`);

test.each([
  ['image/png', png(512, 512)],
  ['image/png', png(2048, 2048)],
  ['image/jpeg', jpeg(512, 512)],
  ['image/jpeg', jpeg(2048, 2048, '\xff\xc4\0\x04HT\xff\xff\xe1\0\x02', 0xc2)],
  ['image/webp', webpX(2048, 2048)],
  ['image/webp', webpL(2048, 2048)],
  ['image/webp', webp8(2048, 2048)],
  ['image/svg+xml', of('<svg xmlns="http://www.w3.org/2000/svg"/>')],
  ['image/svg+xml', of('<?xml version="1.0"?>\n<!-- made by hand -->\n<!-- twice --> <svg></svg>')],
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
  ['a PNG of too many pixels', png(2049, 2048)],
  ['a PNG of far too many', png(65_535, 65_535)],
  ['a PNG of no size', of('\x89PNG\r\n\x1a\n rest of something')],
  ['a PNG cut short', of('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0')],
  ['a JPEG of too many pixels', jpeg(2048, 2049)],
  ['a JPEG of too many pixels, in parts', jpeg(65_535, 65_535, '\xff\xe1\0\x04EX\xff\xdb\0\x03Q', 0xc2)],
  ['a JPEG with a marker that has no length', jpeg(16, 16, '\xff\x01\xff\xc0\0\x11')],
  ['a JPEG of no size', of('\xff\xd8\xff\xe0\0\x04JF rest')],
  ['a JPEG cut short', of('\xff\xd8\xff\xc0\0')],
  ['a WebP of too many pixels', webpX(2049, 2048)],
  ['a lossless WebP of too many pixels', webpL(2048, 2049)],
  ['a lossy WebP of too many pixels', webp8(16_383, 16_383)],
  ['a WebP of no size', webp('ALPH')],
  ['a WebP that moves', webpX(16, 16, 2)],
  ['a PNG that moves', of(atob(png(16, 16)) + 'acTL')],
  ['a JPEG without height', jpeg(16, 0)],
  ['an SVG that is not only shapes', of('<svg><image href="data:image/png;base64,AAAA"/></svg>')],
  ['an SVG in another encoding', of('<svg>\xff</svg>')],
])('Everything else is not: %s', (_, logo) => {
  expect(logoUrl(logo)).toBeUndefined();
});

test('A made-up text takes no time', () => {
  const started = performance.now();
  expect(logoUrl(of('<!---->'.repeat(100)))).toBeUndefined();
  expect(performance.now() - started).toBeLessThan(200);
});
