import { concat, equalBytes, type Bytes } from './bytes.ts';
import { sha256 } from './crypto.ts';

// docs/protocol/move.md.

/** Of the old phone's nonce, in bytes. */
export const NONCE_SIZE = 16;
const CODES = 1_000_000;

/** What the old phone is committed to before it has seen any key, 32 bytes. */
export function commitTo(nonce: Bytes): Promise<Bytes> {
  return sha256(concat('nextauth move nonce v1', nonce));
}

/** Whether a nonce is the one that the old phone was committed to. */
export async function isCommitted(commitment: Bytes, nonce: Bytes): Promise<boolean> {
  return nonce.length === NONCE_SIZE && equalBytes(await commitTo(nonce), commitment);
}

/** The six digits that both phones show. */
export async function moveCode(nonce: Bytes, authenticationKey: Bytes, transactionKey: Bytes): Promise<string> {
  const hash = await sha256(concat('nextauth move code v1', nonce, authenticationKey, transactionKey));
  return (new DataView(hash.buffer).getUint32(0) % CODES).toString().padStart(6, '0');
}

/** What the old authentication key signs, 178 bytes. `binding`: `Export("move")` of the old phone's channel. */
export function moveBytes(binding: Bytes, authenticationKey: Bytes, transactionKey: Bytes): Bytes {
  return concat('nextauth move v1', binding, authenticationKey, transactionKey);
}
