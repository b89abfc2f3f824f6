import { readUtf8 } from '../protocol/bytes.ts';
import { isPlainSvg } from './svg.ts';

// A picture that a server sent. It is only ever the source of an <img>: there a browser runs no script of an SVG and loads nothing that it names.

/** The largest picture that is shown, in characters of base64: 256 KiB. */
const maxLength = 349_528;

// A small file may hold a picture that fills a phone's memory when it is unpacked: these take 16 MiB. An SVG is drawn as large as it is shown.
const maxPixels = 2048 * 2048;

/** @returns A `data:` address of a PNG, JPEG or WebP that does not move, or of an SVG of plain shapes; `undefined` for everything else. */
export function logoUrl(base64: string | undefined): string | undefined {
  if (!base64 || base64.length > maxLength || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined;
  const type = sniff(decode(base64.slice(0, 1024)));
  const file = type && decode(base64);
  if (!file || !(type === 'image/svg+xml' ? isPlainSvg(text(file)) : isSmall(sizeOf(type, file)) && !moves(type, file))) return undefined;
  return `data:${type};base64,${base64}`;
}

type Size = readonly [width: number, height: number];

const isSmall = (size: Size | undefined) => size !== undefined && size[0] >= 1 && size[1] >= 1 && size[0] * size[1] <= maxPixels;

// A picture that moves is unpacked again and again, as long as it is shown. (The bytes of `acTL` may stand in a still one by chance: one in some ten thousand of the largest.)
const moves = (type: string, file: string) =>
  type === 'image/png' ? file.includes('acTL') : type === 'image/webp' && file.startsWith('VP8X', 12) && (file.charCodeAt(20) & 2) !== 0;

// What does not say how large it is, where its kind says it, is no picture of that kind. Past the end of the file NaN is read, which is not small.
function sizeOf(type: string, file: string): Size | undefined {
  if (type === 'image/png') return file.startsWith('IHDR', 12) ? [bigEndian(file, 16, 4), bigEndian(file, 20, 4)] : undefined;
  return type === 'image/jpeg' ? sizeOfJpeg(file) : sizeOfWebp(file);
}

// Segments follow each other up to the one that begins a frame (ITU-T T.81, B.1.1.4 and B.2.2).
function sizeOfJpeg(file: string): Size | undefined {
  for (let at = 2; file[at] === '\xff'; ) {
    const marker = file.charCodeAt(at + 1);
    if (marker === 0xff) {
      at++;
    } else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      return [bigEndian(file, at + 7, 2), bigEndian(file, at + 5, 2)];
    } else if (marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd9)) {
      // A marker without a length, which has no place here: who skips as many bytes as it does not have looks past the frame.
      return undefined;
    } else {
      at += 2 + bigEndian(file, at + 2, 2);
    }
  }
  return undefined;
}

// RFC 9649, sections 2.5 to 2.7.
function sizeOfWebp(file: string): Size | undefined {
  const byte = (at: number) => file.charCodeAt(at);
  switch (file.slice(12, 16)) {
    case 'VP8X':
      return [1 + byte(24) + byte(25) * 0x100 + byte(26) * 0x10000, 1 + byte(27) + byte(28) * 0x100 + byte(29) * 0x10000];
    case 'VP8L':
      return [1 + byte(21) + (byte(22) & 0x3f) * 0x100, 1 + (byte(22) >> 6) + byte(23) * 4 + (byte(24) & 0x0f) * 0x400];
    case 'VP8 ':
      return [byte(26) + (byte(27) & 0x3f) * 0x100, byte(28) + (byte(29) & 0x3f) * 0x100];
    default:
      return undefined;
  }
}

function bigEndian(file: string, at: number, length: number): number {
  let value = 0;
  for (let i = at; i < at + length; i++) value = value * 256 + file.charCodeAt(i);
  return value;
}

// The first bytes decide, not what anybody says of them.
function sniff(head: string): string | undefined {
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (head.startsWith('RIFF') && head.startsWith('WEBP', 8)) return 'image/webp';
  return isSvg(head) ? 'image/svg+xml' : undefined;
}

// What may stand before the root element, cut off piece by piece: one expression for it would take exponential time on a made-up text.
function isSvg(head: string): boolean {
  let rest = head.replace(/^\xef\xbb\xbf/, '').trimStart();
  for (const [start, end] of [['<?xml', '?>'], ['<!DOCTYPE svg', '>'], ['<!--', '-->']] as const) {
    while (rest.startsWith(start)) {
      const at = rest.indexOf(end);
      if (at < 0) return false;
      rest = rest.slice(at + end.length).trimStart();
    }
  }
  return /^<svg[\s>]/.test(rest);
}

function text(file: string): string {
  try {
    return readUtf8(Uint8Array.from(file, (byte) => byte.charCodeAt(0)));
  } catch {
    return '';
  }
}

function decode(base64: string): string {
  try {
    return atob(base64);
  } catch {
    return '';
  }
}
