import table from './words.json' with { type: 'json' };
import { make } from './dom.ts';

export type Word = Exclude<keyof typeof table, 'languages'>;

// Longer names are no names; a page must stay readable whatever somebody calls himself.
const maxName = 200;

/** What a block says, in one language; another than these is English. */
export class Words {
  readonly language: string;
  readonly #column: number;
  readonly #names: Record<string, string>;

  constructor(language: string, app: string | undefined, user: string | undefined) {
    this.#column = Math.max(0, table.languages.indexOf(language.toLowerCase().split('-')[0]!));
    this.language = table.languages[this.#column]!;
    this.#names = { app: shorten(app ?? this.text('app')), user: shorten(user ?? '') };
  }

  /** A sentence. Names in it stand apart, so that one that is written from the right does not turn the rest. */
  say(word: Word): (Node | string)[] {
    return this.text(word)
      .split(/\{(\w+)\}/)
      .map((part, i) => (i % 2 ? make('bdi', '', this.#names[part]!) : part));
  }

  /** A sentence without names. */
  text(word: Word): string {
    return table[word][this.#column]!;
  }
}

const shorten = (name: string) => (name.length > maxName ? `${name.slice(0, maxName).replace(/[\uD800-\uDBFF]$/, '')}…` : name);
