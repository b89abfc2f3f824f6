import { concat, uint32, utf8, type Bytes } from './bytes.ts';

// PNG (ISO/IEC 15948) with a palette of four colours at most, 2 bits a pixel, not compressed: small enough for a few cells, and no image or canvas of the
// browser in between that could smooth it.

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const DEPTH = 2;
const PALETTE = 3;
const MAX_BLOCK = 65_535;

/** `rows`: indexes of `colours` (RRGGBB), every row of the same length. */
export function writePng(rows: readonly Uint8Array[], colours: readonly string[]): Bytes {
  const header = concat(uint32(rows[0]?.length ?? 0), uint32(rows.length), Uint8Array.of(DEPTH, PALETTE, 0, 0, 0));
  const palette = Uint8Array.from(colours.flatMap((colour) => [0, 2, 4].map((at) => parseInt(colour.slice(at, at + 2), 16))));
  const lines = concat(...rows.map(line));
  return concat(SIGNATURE, chunk('IHDR', header), chunk('PLTE', palette), chunk('IDAT', zlib(lines)), chunk('IEND', new Uint8Array()));
}

// Filter 0, then four pixels a byte.
function line(row: Uint8Array): Bytes {
  const bytes = new Uint8Array(1 + Math.ceil(row.length / 4));
  row.forEach((index, x) => {
    bytes[1 + (x >> 2)]! |= index << (6 - 2 * (x & 3));
  });
  return bytes;
}

function chunk(type: string, data: Uint8Array): Bytes {
  const body = concat(utf8(type), data);
  return concat(uint32(data.length), body, uint32(crc32(body)));
}

// RFC 1950 around blocks that are stored as they are (RFC 1951, section 3.2.4).
function zlib(data: Bytes): Bytes {
  const blocks: Bytes[] = [];
  for (let at = 0; at < data.length; at += MAX_BLOCK) {
    const block = data.slice(at, at + MAX_BLOCK);
    const isLast = at + MAX_BLOCK >= data.length;
    const [low, high] = [block.length & 0xff, block.length >> 8];
    blocks.push(concat(Uint8Array.of(isLast ? 1 : 0, low, high, low ^ 0xff, high ^ 0xff), block));
  }
  return concat(Uint8Array.of(0x78, 0x01), ...blocks, uint32(adler32(data)));
}

function crc32(data: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function adler32(data: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (const byte of data) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return ((b << 16) | a) >>> 0;
}
