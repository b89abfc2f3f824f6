// docs/protocol/transactions.md, section 2: a list of code points and not of Unicode's categories, since those change with the platform's tables,
// and server and phone must agree on every text.

type Ranges = readonly (readonly [first: number, last: number])[];

const REFUSED: Ranges = [
  // Controls, line ends.
  [0x0000, 0x001f], [0x007f, 0x009f], [0x2028, 0x2029],
  // Turn the direction of writing.
  [0x061c, 0x061c], [0x200e, 0x200f], [0x202a, 0x202e], [0x2066, 0x2069],
  // Not shown: zero width, fillers, joiners, variation selectors.
  [0x00ad, 0x00ad], [0x034f, 0x034f], [0x115f, 0x1160], [0x17b4, 0x17b5], [0x180b, 0x180f], [0x200b, 0x200f], [0x2060, 0x206f], [0x2800, 0x2800],
  [0x3164, 0x3164], [0xfe00, 0xfe0f], [0xfeff, 0xfeff], [0xffa0, 0xffa0], [0xfff0, 0xfffb], [0x1bca0, 0x1bca3], [0x1d173, 0x1d17a],
  // Private use, tags.
  [0xe000, 0xf8ff], [0xe0000, 0x10ffff],
  // No characters; what broken text becomes. Lone surrogates have no UTF-8.
  [0xfdd0, 0xfdef], [0xfffd, 0xfffd], [0xd800, 0xdfff],
];

const SPACES: Ranges = [
  [0x0020, 0x0020], [0x00a0, 0x00a0], [0x1680, 0x1680], [0x2000, 0x200a], [0x202f, 0x202f], [0x205f, 0x205f], [0x3000, 0x3000],
];

/** Whether a text may be in a transaction: 1 to `maxLength` code points, one at least not a space, none of those that hide or turn others. */
export function isTransactionText(text: string, maxLength: number): boolean {
  const points = Array.from(text, (character) => character.codePointAt(0)!);
  if (points.length > maxLength) return false;
  return points.every((point) => !isRefused(point)) && points.some((point) => !isIn(SPACES, point));
}

function isRefused(point: number): boolean {
  // The last two of each plane are no characters.
  return (point & 0xfffe) === 0xfffe || isIn(REFUSED, point);
}

function isIn(ranges: Ranges, point: number): boolean {
  return ranges.some(([first, last]) => point >= first && point <= last);
}
