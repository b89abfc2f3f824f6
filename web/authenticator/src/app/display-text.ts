// Text from outside, made fit to be shown to a person who decides by it. A hostile server could otherwise hide characters in a name (zero width), swap
// the order of what is read (bidirectional controls), or push the buttons off the screen (length).

/** The longest text a screen shows at first, in characters (code points); the rest is one tap away. */
export const maxShown = 120;

export interface DisplayText {
  /** What is shown at first. */
  readonly text: string;
  /** All of it; the same as `text` when nothing was cut. */
  readonly full: string;
  readonly isCut: boolean;
}

/**
 * Makes any run of white space one space, line ends included, and everything that cannot be seen a mark like `⟨U+202E⟩`; cuts what is longer than `max`.
 * @param max The longest `text`, in code points, the ellipsis included.
 */
export function displayText(text: string | undefined, max: number = maxShown): DisplayText {
  const full = reveal((text ?? '').replace(/[\s\u0085]+/gu, ' ').trim());
  const points = Array.from(full);
  if (points.length <= max) return { text: full, full, isCut: false };
  return { text: points.slice(0, max - 1).join('') + '…', full, isCut: true };
}

/** The same with white space and line ends as they are, and nothing cut: what is signed must be seen to the last character. */
export const exactText = (text: string): string => reveal(text.replace(/\r\n/g, '\n'), '\n\t');

// \p{DI} are the characters that no font draws: joiners, fillers, variation selectors, tags. U+2800 is a letter without a dot. Combining marks beyond
// four in a row would draw over the lines above and below.
const hidden = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}\p{DI}\u2800]|(?<=\p{M}{4})\p{M}/gu;

// An emoji is often several, held together by a joiner or followed by a selector: those are seen, as the emoji.
const inEmoji = /(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F])\u200D(?=\p{Extended_Pictographic})|(?<=\p{Extended_Pictographic})\uFE0F|(?<=[0-9#*])\uFE0F(?=\u20E3)/gu;

function reveal(text: string, kept = ''): string {
  const fine = new Set<number>();
  for (const match of text.matchAll(inEmoji)) fine.add(match.index);
  return text.replace(hidden, (character, at: number) => (kept.includes(character) || fine.has(at) ? character : mark(character)));
}

const mark = (character: string): string => `⟨U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}⟩`;
