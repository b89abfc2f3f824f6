// QR codes (ISO/IEC 18004) of the one kind that is needed here: bytes, at error correction level M, which is that of the server's own pictures.
// A library that can do all kinds would be half of the script.

// Level M, by version from 1: codewords of error correction in each block, and the number of blocks (ISO/IEC 18004, table 9).
const eccPerBlock = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26];
const blockCount = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10];

const masks: ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** The modules of a code, row by row, without its quiet zone. `null`: the text is no ASCII, or longer than 412 characters (no link of the server is). */
export function encode(text: string): boolean[][] | null {
  const bytes = range(text.length, (i) => text.charCodeAt(i));
  const version = eccPerBlock.findIndex((_, i) => headBits(i + 1) + bytes.length * 8 <= dataSize(i + 1) * 8) + 1;
  if (version === 0 || bytes.some((byte) => byte > 0x7f)) {
    return null;
  }
  return paint(version, interleave(version, fill(version, bytes)));
}

/** The path of a code for SVG, one unit a module, within a quiet zone of four modules; and the size of it all. */
export function draw(modules: boolean[][], quiet = 4): { path: string; size: number } {
  let path = '';
  modules.forEach((row, y) => {
    for (let x = 0; x < row.length; x++) {
      const start = x;
      while (row[x]) {
        x++;
      }
      if (x > start) {
        path += `M${start + quiet} ${y + quiet}h${x - start}v1h${start - x}z`;
      }
    }
  });
  return { path, size: modules.length + 2 * quiet };
}

const range = <T>(length: number, make: (i: number) => T) => Array.from({ length }, (_, i) => make(i));

const headBits = (version: number) => 4 + (version < 10 ? 8 : 16);

const sizeOf = (version: number) => version * 4 + 17;

function alignments(version: number): number[] {
  if (version === 1) {
    return [];
  }
  const count = Math.floor(version / 7) + 2;
  const step = Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  return [6, ...range(count - 1, (i) => sizeOf(version) - 7 - (count - 2 - i) * step)];
}

// All codewords: what the patterns leave of the square.
function rawSize(version: number): number {
  let bits = (16 * version + 128) * version + 64;
  if (version >= 2) {
    const count = Math.floor(version / 7) + 2;
    bits -= (25 * count - 10) * count - 55 + (version >= 7 ? 36 : 0);
  }
  return Math.floor(bits / 8);
}

const dataSize = (version: number) => rawSize(version) - eccPerBlock[version - 1]! * blockCount[version - 1]!;

// The data codewords: mode, length, bytes, end, padding (section 7.4).
function fill(version: number, bytes: number[]): number[] {
  const bits: number[] = [];
  const put = (value: number, length: number) => {
    for (let i = length - 1; i >= 0; i--) {
      bits.push((value >> i) & 1);
    }
  };
  const size = dataSize(version);
  put(4, 4);
  put(bytes.length, headBits(version) - 4);
  bytes.forEach((byte) => {
    put(byte, 8);
  });
  put(0, Math.min(4, size * 8 - bits.length));
  put(0, -bits.length & 7);
  const words = range(bits.length / 8, (i) => parseInt(bits.slice(i * 8, i * 8 + 8).join(''), 2));
  for (let padding = 0xec; words.length < size; padding ^= 0xfd) {
    words.push(padding);
  }
  return words;
}

// Multiplies in the field of 256 elements over 0x11d (section 7.5).
function multiply(x: number, y: number): number {
  let product = 0;
  for (let i = 7; i >= 0; i--) {
    product = (product << 1) ^ ((product >> 7) * 0x11d) ^ (((y >> i) & 1) * x);
  }
  return product;
}

function divisor(degree: number): number[] {
  const result = [...new Array<number>(degree - 1).fill(0), 1];
  let root = 1;
  for (let i = 0; i < degree; i++) {
    for (let j = 0; j < degree; j++) {
      result[j] = multiply(result[j]!, root) ^ (result[j + 1] ?? 0);
    }
    root = multiply(root, 2);
  }
  return result;
}

function remainder(data: number[], by: number[]): number[] {
  const result = by.map(() => 0);
  for (const word of data) {
    const factor = word ^ result.shift()!;
    result.push(0);
    by.forEach((coefficient, i) => {
      result[i]! ^= multiply(coefficient, factor);
    });
  }
  return result;
}

// Blocks with their error correction, a word of each in turn (section 7.6). The last blocks are a data codeword longer.
function interleave(version: number, data: number[]): number[] {
  const [count, ecc] = [blockCount[version - 1]!, eccPerBlock[version - 1]!];
  const short = Math.floor(data.length / count);
  const firstLong = count - (data.length % count);
  const by = divisor(ecc);
  let start = 0;
  const blocks = range(count, (i) => {
    const words = data.slice(start, (start += short + (i < firstLong ? 0 : 1)));
    return { words, ecc: remainder(words, by) };
  });
  const result: number[] = [];
  for (let i = 0; i <= short; i++) {
    blocks.forEach(({ words }) => {
      if (i < words.length) {
        result.push(words[i]!);
      }
    });
  }
  for (let i = 0; i < ecc; i++) {
    blocks.forEach((block) => result.push(block.ecc[i]!));
  }
  return result;
}

// The square: patterns, data, mask.
function paint(version: number, words: number[]): boolean[][] {
  const size = sizeOf(version);
  const modules = range(size, () => new Array<boolean>(size).fill(false));
  const fixed = range(size, () => new Array<boolean>(size).fill(false));

  const set = (x: number, y: number, dark: boolean) => {
    if (x >= 0 && y >= 0 && x < size && y < size) {
      modules[y]![x] = dark;
      fixed[y]![x] = true;
    }
  };

  const square = (x: number, y: number, radius: number, light: number[]) => {
    for (let dy = -radius; dy <= radius; dy++) {
      for (let dx = -radius; dx <= radius; dx++) {
        set(x + dx, y + dy, !light.includes(Math.max(Math.abs(dx), Math.abs(dy))));
      }
    }
  };

  // Level and mask, twice, with a code of their own (section 7.9). Level M is 0.
  const format = (mask: number) => {
    const bits = ((mask << 10) | check(mask, 10, 0x537)) ^ 0x5412;
    for (let i = 0; i < 15; i++) {
      const dark = ((bits >> i) & 1) === 1;
      set(8, i < 6 ? i : i < 8 ? i + 1 : size - 15 + i, dark);
      set(i < 8 ? size - 1 - i : i < 9 ? 7 : 14 - i, 8, dark);
    }
    set(8, size - 8, true);
  };

  // Masking twice is not masking at all.
  const apply = (mask: number) => {
    format(mask);
    modules.forEach((row, y) => {
      row.forEach((module, x) => {
        row[x] = module !== (!fixed[y]![x] && masks[mask]!(x, y));
      });
    });
  };

  for (let i = 0; i < size; i++) {
    set(6, i, i % 2 === 0);
    set(i, 6, i % 2 === 0);
  }
  square(3, 3, 4, [2, 4]);
  square(size - 4, 3, 4, [2, 4]);
  square(3, size - 4, 4, [2, 4]);
  const at = alignments(version);
  at.forEach((x, i) => {
    at.forEach((y, j) => {
      // Not where the large patterns are.
      const last = at.length - 1;
      if ((i && j) || (i && i < last) || (j && j < last)) {
        square(x, y, 2, [1]);
      }
    });
  });
  format(0);

  // The version, twice, from 7 on (section 7.10).
  if (version > 6) {
    const bits = (version << 12) | check(version, 12, 0x1f25);
    for (let i = 0; i < 18; i++) {
      const [a, b] = [size - 11 + (i % 3), Math.floor(i / 3)];
      set(a, b, ((bits >> i) & 1) === 1);
      set(b, a, ((bits >> i) & 1) === 1);
    }
  }

  // The data, in columns of two, upwards and downwards by turns, from the right (section 7.7.3).
  let bit = 0;
  for (let right = size - 1; right > 0; right -= right === 8 ? 3 : 2) {
    for (let i = 0; i < size; i++) {
      for (const x of [right, right - 1]) {
        const y = ((right + 1) & 2) === 0 ? size - 1 - i : i;
        if (!fixed[y]![x] && bit < words.length * 8) {
          modules[y]![x] = ((words[bit >> 3]! >> (7 - (bit & 7))) & 1) === 1;
          bit++;
        }
      }
    }
  }

  // The mask that looks least like a pattern (section 7.8).
  const tries = masks.map((_, mask) => {
    apply(mask);
    const penalty = penaltyOf(modules);
    apply(mask);
    return penalty;
  });
  apply(tries.indexOf(Math.min(...tries)));
  return modules;
}

// The rest of a division of polynomials, as format and version have it (annexes C and D).
function check(data: number, bits: number, by: number): number {
  let rest = data;
  for (let i = 0; i < bits; i++) {
    rest = (rest << 1) ^ ((rest >> (bits - 1)) * by);
  }
  return rest;
}

function penaltyOf(rows: boolean[][]): number {
  let penalty = 0;
  let dark = 0;
  rows.forEach((row, y) => {
    penalty += runs(row) + runs(rows.map((other) => other[y]!));
    row.forEach((module, x) => {
      dark += Number(module);
      const above = rows[y - 1];
      if (x > 0 && above && module === row[x - 1] && module === above[x] && module === above[x - 1]) {
        penalty += 3;
      }
    });
  });
  const total = rows.length * rows.length;
  return penalty + (Math.ceil(Math.abs(dark * 20 - total * 10) / total) - 1) * 10;
}

// Runs of five and more, and what looks like the pattern in the corners: 1:1:3:1:1 with four light modules on a side; the quiet zone is light.
function runs(line: boolean[]): number {
  let penalty = 0;
  const history = [0, 0, 0, 0, 0, 0, 0];
  const add = (length: number) => {
    // Before the first run lies the quiet zone.
    history.unshift(history[0] === 0 ? length + line.length : length);
    history.pop();
  };
  const finders = () => {
    const n = history[1]!;
    const core = n > 0 && history[2] === n && history[3] === n * 3 && history[4] === n && history[5] === n;
    return (core && history[0]! >= n * 4 && history[6]! >= n ? 1 : 0) + (core && history[6]! >= n * 4 && history[0]! >= n ? 1 : 0);
  };
  let colour = false;
  let length = 0;
  for (const module of line) {
    if (module === colour) {
      length++;
      penalty += length === 5 ? 3 : length > 5 ? 1 : 0;
    } else {
      add(length);
      penalty += colour ? 0 : finders() * 40;
      colour = module;
      length = 1;
    }
  }
  if (colour) {
    add(length);
    length = 0;
  }
  add(length + line.length);
  return penalty + finders() * 40;
}
