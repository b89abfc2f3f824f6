import { expect, test } from 'vitest';
import type { Bytes } from '../../src/protocol/bytes.ts';
import { hex } from '../../src/protocol/bytes.ts';
import { drawVisualHash, visualHash } from '../../src/protocol/visual-hash.ts';
import { fromHex } from './hex.ts';
import { vectors } from './vectors.ts';

const { pictures } = vectors('visual-hash.json') as { pictures: { serverKey: string; hash: string; colours: string[]; rows: string[] }[] };

test.each(pictures)('the picture of $serverKey', async ({ serverKey, hash, colours, rows }) => {
  const picture = await visualHash(fromHex(serverKey));
  expect(hex(picture.hash)).toBe(hash);
  expect(picture.colours.map((colour) => colour.toLowerCase())).toEqual(colours);
  expect(picture.rows.map((row) => row.join(''))).toEqual(rows);
});

test.each(pictures)('its PNG, pixel for pixel', async ({ serverKey, colours, rows }) => {
  const cell = 24;
  const pixels = await readPng(drawVisualHash(await visualHash(fromHex(serverKey)), cell));
  expect([pixels.width, pixels.height]).toEqual([264, 264]);
  for (let y = 0; y < pixels.height; y++) {
    for (let x = 0; x < pixels.width; x++) {
      const digit = rows[Math.floor(y / cell) - 1]?.[Math.floor(x / cell) - 1] ?? '0';
      if (pixels.at(x, y) !== colours[Number(digit)]) expect.fail(`${x},${y}: ${String(pixels.at(x, y))}`);
    }
  }
});

// Reads what we write, by the platform's inflate: chunks with their checksums, a palette, 2 bits a pixel, no filter.
async function readPng(png: Bytes): Promise<{ width: number; height: number; at(x: number, y: number): string | undefined }> {
  const view = new DataView(png.buffer);
  const chunks = new Map<string, Bytes>();
  for (let at = 8; at < png.length; ) {
    const length = view.getUint32(at);
    const type = new TextDecoder().decode(png.slice(at + 4, at + 8));
    expect(view.getUint32(at + 8 + length), `checksum of ${type}`).toBe(crc32(png.slice(at + 4, at + 8 + length)));
    chunks.set(type, png.slice(at + 8, at + 8 + length));
    at += length + 12;
  }
  const header = new DataView(chunks.get('IHDR')!.buffer);
  const [width, height] = [header.getUint32(0), header.getUint32(4)];
  expect([...chunks.get('IHDR')!.slice(8)]).toEqual([2, 3, 0, 0, 0]);
  const palette = hex(chunks.get('PLTE')!).match(/.{6}/g)!;
  const inflated = new Blob([chunks.get('IDAT')!]).stream().pipeThrough(new DecompressionStream('deflate'));
  const lines = new Uint8Array(await new Response(inflated).arrayBuffer());
  const stride = 1 + width / 4;
  expect(lines.length).toBe(stride * height);
  return { width, height, at: (x, y) => palette[(lines[y * stride + 1 + (x >> 2)]! >> (6 - 2 * (x & 3))) & 3] };
}

// The table of PNG's appendix, so that it is not the same code that checks itself.
const table = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

function crc32(data: Bytes): number {
  return (data.reduce((crc, byte) => (table[(crc ^ byte) & 0xff]! ^ (crc >>> 8)) >>> 0, 0xffffffff) ^ 0xffffffff) >>> 0;
}
