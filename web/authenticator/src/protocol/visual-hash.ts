import { concat, type Bytes } from './bytes.ts';
import { sha256 } from './crypto.ts';
import { writePng } from './png.ts';

// docs/protocol/visual-hash.md.

/** The picture of a server's key: nine rows of nine cells, each an index of the four colours (RRGGBB). */
export interface VisualHash {
  readonly hash: Bytes;
  readonly colours: readonly string[];
  readonly rows: readonly (readonly number[])[];
}

const GROUND = 'FFFFFF';
const INK = '212121';
const HUES = ['C62828', 'D84315', 'A86A00', '827717', '558B2F', '2E7D32', '00838F', '0277BD', '1565C0', '4527A0', '6A1B9A', 'AD1457'] as const;
const SIZE = 9;
const HALF = 5;

export async function visualHash(serverKey: Bytes): Promise<VisualHash> {
  const hash = await sha256(concat('nextauth visual hash v1', serverKey));
  const first = hash[12]! % HUES.length;
  const second = (first + 3 + (hash[13]! % 7)) % HUES.length;
  const rows = Array.from({ length: SIZE }, (_, row) =>
    Array.from({ length: SIZE }, (_, column) => {
      const n = row * HALF + Math.min(column, SIZE - 1 - column);
      return (hash[n >> 2]! >> (6 - 2 * (n % 4))) & 3;
    }),
  );
  return { hash, colours: [GROUND, HUES[first]!, HUES[second]!, INK], rows };
}

/** Draws it with a margin of one cell all round, as a PNG. `cell` is the side of a cell in pixels. */
export function drawVisualHash(picture: VisualHash, cell = 24): Bytes {
  const cells = SIZE + 2;
  const rows = Array.from({ length: cells * cell }, (_, y) =>
    Uint8Array.from({ length: cells * cell }, (_, x) => picture.rows[Math.floor(y / cell) - 1]?.[Math.floor(x / cell) - 1] ?? 0),
  );
  return writePng(rows, picture.colours);
}
