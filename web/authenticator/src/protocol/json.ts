import { readUtf8 } from './bytes.ts';
import { MAX_DEPTH, MAX_MESSAGE_SIZE } from './limits.ts';
import { ProtocolError } from './protocol-error.ts';

// JSON as docs/protocol/messages.md, section 4, has it. The platform's reader takes the last of two members of a name, where another reader takes the
// first: two readings of one signed text.

/** A number, as it was written: whether it is an integer is for the reader of the member to say. */
export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** An object: the first value of each name, and the names that came again. */
export class JsonObject {
  readonly members = new Map<string, JsonValue>();
  readonly repeated = new Set<string>();
}

export type JsonValue = null | boolean | string | JsonNumber | JsonValue[] | JsonObject;

/** Reads one object in UTF-8 and nothing after it. @throws {ProtocolError} InvalidMessage. */
export function readJsonObject(bytes: Uint8Array, maxSize = MAX_MESSAGE_SIZE): JsonObject {
  if (bytes.length > maxSize) throw new ProtocolError('InvalidMessage');
  const value = new JsonText(readUtf8(bytes)).read();
  if (!(value instanceof JsonObject)) throw new ProtocolError('InvalidMessage');
  return value;
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
// Everything but quotes, backslashes and controls stands for itself (RFC 8259, section 7).
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const SPACE = /[ \t\n\r]*/y;
const ESCAPES: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Reads a text once, from the left. */
class JsonText {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): JsonValue {
    const value = this.#value(1);
    this.#space();
    if (this.#at !== this.#text.length) this.#fail();
    return value;
  }

  #value(depth: number): JsonValue {
    this.#space();
    switch (this.#text[this.#at] ?? '') {
      case '{':
        return this.#object(depth);
      case '[':
        return this.#array(depth);
      case '"':
        return this.#string();
      case 't':
        return this.#word('true', true);
      case 'f':
        return this.#word('false', false);
      case 'n':
        return this.#word('null', null);
      default:
        return new JsonNumber(this.#match(NUMBER));
    }
  }

  #object(depth: number): JsonObject {
    const object = new JsonObject();
    this.#list('}', depth, () => {
      this.#space();
      const name = this.#string();
      this.#space();
      this.#expect(':');
      const value = this.#value(depth + 1);
      if (object.members.has(name)) object.repeated.add(name);
      else object.members.set(name, value);
    });
    return object;
  }

  #array(depth: number): JsonValue[] {
    const array: JsonValue[] = [];
    this.#list(']', depth, () => array.push(this.#value(depth + 1)));
    return array;
  }

  #list(end: string, depth: number, item: () => void): void {
    if (depth > MAX_DEPTH) this.#fail();
    this.#at++;
    this.#space();
    if (this.#text[this.#at] === end) {
      this.#at++;
      return;
    }
    for (;;) {
      item();
      this.#space();
      if (this.#text[this.#at] === end) break;
      this.#expect(',');
    }
    this.#at++;
  }

  #string(): string {
    this.#expect('"');
    let value = '';
    for (;;) {
      value += this.#match(PLAIN);
      if (this.#text[this.#at] === '"') break;
      this.#expect('\\');
      value += this.#escape();
    }
    this.#at++;
    // A lone surrogate has no UTF-8: what is shown would not be what was sent.
    if (/\p{Surrogate}/u.test(value)) this.#fail();
    return value;
  }

  #escape(): string {
    const letter = this.#text[this.#at++] ?? '';
    if (letter !== 'u') return ESCAPES[letter] ?? this.#fail();
    const digits = this.#text.slice(this.#at, this.#at + 4);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.#fail();
    this.#at += 4;
    return String.fromCharCode(parseInt(digits, 16));
  }

  #word<T>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) this.#fail();
    this.#at += word.length;
    return value;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined) return this.#fail();
    this.#at += found.length;
    return found;
  }

  #space(): void {
    this.#match(SPACE);
  }

  #expect(character: string): void {
    if (this.#text[this.#at] !== character) this.#fail();
    this.#at++;
  }

  #fail(): never {
    throw new ProtocolError('InvalidMessage');
  }
}
