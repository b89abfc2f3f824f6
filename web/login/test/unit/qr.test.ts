import jsQR from 'jsqr';
import { encode as reference } from 'uqr';
import { expect, test } from 'vitest';
import { draw, encode } from '../../src/qr.ts';

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_:/#?&=.';

// A text that no other mode than that of bytes can hold.
const textOf = (length: number) => Array.from({ length }, (_, i) => (i === 0 ? 'a' : letters[(i * i * 7 + i * length) % letters.length])).join('');

test('a code is that of another encoder, whatever its length', { timeout: 60_000 }, () => {
  for (let length = 1; length <= 412; length++) {
    const text = textOf(length);
    const { data, version } = reference(text, { ecc: 'M', boostEcc: false, border: 0 });
    expect(encode(text), `version ${version}, ${length} characters`).toEqual(data);
  }
});

test('what is drawn is read back', () => {
  for (const length of [20, 110, 286]) {
    const text = textOf(length);
    const { path, size } = draw(encode(text)!);
    expect(jsQR(paint(path, size, 4), size * 4, size * 4)?.data).toBe(text);
  }
});

test('what is no ASCII or too long has no code', () => {
  expect(encode('é')).toBeNull();
  expect(encode(textOf(413))).toBeNull();
});

// Paints the path as a browser would: white paper, a black rectangle for each piece.
function paint(path: string, size: number, scale: number): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(size * scale * size * scale * 4).fill(255);
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let dy = 0; dy < scale; dy++) {
      for (let dx = 0; dx < Number(width) * scale; dx++) {
        pixels.fill(0, ((Number(y) * scale + dy) * size * scale + Number(x) * scale + dx) * 4, ((Number(y) * scale + dy) * size * scale + Number(x) * scale + dx) * 4 + 3);
      }
    }
  }
  return pixels;
}
