import { fromBase64Url } from './base64url.ts';
import type { Bytes } from './bytes.ts';
import { JsonNumber, JsonObject, type JsonValue } from './json.ts';
import { ProtocolError } from './protocol-error.ts';

// Members of an object by name and type (docs/protocol/messages.md, section 4). A member that is missing, or null, has no value; one of another type,
// or one that came twice, is refused. Every refusal is InvalidMessage.

function invalid(): never {
  throw new ProtocolError('InvalidMessage');
}

function member(object: JsonObject, name: string): JsonValue | undefined {
  if (object.repeated.has(name)) return invalid();
  return object.members.get(name) ?? undefined;
}

/** The value of a member that must be there. */
export function required<T>(value: T | undefined): T {
  return value ?? invalid();
}

/** Text of at most so many characters (code points). */
export function text(object: JsonObject, name: string, maxLength = Infinity): string | undefined {
  const value = member(object, name);
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || (value.length > maxLength && Array.from(value).length > maxLength)) return invalid();
  return value;
}

export function boolean(object: JsonObject, name: string): boolean | undefined {
  const value = member(object, name);
  return value === undefined || typeof value === 'boolean' ? value : invalid();
}

/** An integer, written without fraction and exponent, within ±(2^53 − 1). */
export function integer(object: JsonObject, name: string): number | undefined {
  const value = member(object, name);
  if (value === undefined) return undefined;
  if (!(value instanceof JsonNumber) || !/^-?[0-9]+$/.test(value.text)) return invalid();
  const number = Number(value.text);
  return Number.isSafeInteger(number) ? number : invalid();
}

/** One of a list of names. */
export function oneOf<T extends string>(object: JsonObject, name: string, names: readonly T[]): T | undefined {
  const value = text(object, name);
  return value === undefined ? undefined : (names.find((known) => known === value) ?? invalid());
}

/** Bytes in base64url, of exactly this size when one is given. */
export function bytes(object: JsonObject, name: string, size?: number): Bytes | undefined {
  const value = text(object, name);
  if (value === undefined) return undefined;
  const read = decode(value);
  return size === undefined || read.length === size ? read : invalid();
}

export function object(from: JsonObject, name: string): JsonObject | undefined {
  const value = member(from, name);
  return value === undefined || value instanceof JsonObject ? value : invalid();
}

export function texts(object: JsonObject, name: string): readonly string[] | undefined {
  const value = member(object, name);
  if (value === undefined) return undefined;
  return Array.isArray(value) ? value.map((item) => (typeof item === 'string' ? item : invalid())) : invalid();
}

/** An object whose members are all texts, under any name, none of them twice. */
export function textsByName(from: JsonObject, name: string): Readonly<Record<string, string>> | undefined {
  const value = object(from, name);
  if (value === undefined) return undefined;
  if (value.repeated.size > 0) return invalid();
  return Object.fromEntries([...value.members].map(([key, item]) => [key, typeof item === 'string' ? item : invalid()]));
}

function decode(value: string): Bytes {
  try {
    return fromBase64Url(value);
  } catch {
    return invalid();
  }
}
