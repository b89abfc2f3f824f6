// A picture that a server sent. It is only ever the source of an <img>: there a browser runs no script of an SVG and loads nothing that it names.

/** The largest picture that is shown, in characters of base64: 256 KiB. */
const maxLength = 349_528;

/** @returns A `data:` address of a PNG, JPEG, WebP or SVG; `undefined` for everything else. */
export function logoUrl(base64: string | undefined): string | undefined {
  if (!base64 || base64.length > maxLength || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined;
  const type = sniff(decode(base64.slice(0, 1024)));
  return type && `data:${type};base64,${base64}`;
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

function decode(base64: string): string {
  try {
    return atob(base64);
  } catch {
    return '';
  }
}
