declare const __FILES__: readonly (readonly [name: string, hash: string])[];

/** What the app is made of: names, relative to where it lies, and hashes of what is in them. */
export const files = __FILES__;

/** A cache a version: its name is a checksum over all of them. */
export const cacheName = `app-${checksum(files.flat().join())}`;

function checksum(text: string): string {
  let sum = 5381;
  for (let at = 0; at < text.length; at++) sum = (Math.imul(sum, 33) ^ text.charCodeAt(at)) >>> 0;
  return sum.toString(36);
}
