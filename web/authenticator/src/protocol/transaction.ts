import { concat, equalBytes, utf8, type Bytes } from './bytes.ts';
import { sha256 } from './crypto.ts';
import { readId, writeId } from './ids.ts';
import { readJsonObject, type JsonObject } from './json.ts';
import { integer, required, text } from './members.ts';
import { ProtocolError } from './protocol-error.ts';
import { isTransactionText } from './transaction-text.ts';

// docs/protocol/transactions.md.

/** What a transaction says, as its bytes have it. */
export interface TransactionContent {
  readonly serverId: string;
  readonly transactionId: string;
  readonly accountId: number;
  /** Unix seconds. */
  readonly created: number;
  /** Unix seconds. */
  readonly expires: number;
  readonly amount?: string;
  readonly benificiary?: string;
  readonly description?: string;
}

const VERSION = 1;
const MAX_SIZE = 16_384;
const MAX_EXPIRES = 253_402_300_799;
const MAX_AMOUNT = 100;
const MAX_BENIFICIARY = 200;
const MAX_DESCRIPTION = 2_000;

/**
 * Reads the bytes of a transaction in their one form: what is read is written again, and must be the same bytes. Whatever is signed is then what was shown.
 * @throws {ProtocolError} InvalidMessage.
 */
export function readTransaction(bytes: Bytes): TransactionContent {
  const object = readJsonObject(bytes, MAX_SIZE);
  const content: TransactionContent = {
    serverId: id(required(text(object, 'server'))),
    transactionId: id(required(text(object, 'transaction'))),
    accountId: required(integer(object, 'account')),
    created: required(integer(object, 'created')),
    expires: required(integer(object, 'expires')),
    ...shown(object, 'amount', MAX_AMOUNT),
    ...shown(object, 'benificiary', MAX_BENIFICIARY),
    ...shown(object, 'description', MAX_DESCRIPTION),
  };
  const isGood =
    integer(object, 'version') === VERSION &&
    content.accountId > 0 &&
    content.created >= 0 &&
    content.expires > content.created &&
    content.expires <= MAX_EXPIRES &&
    (content.amount ?? content.benificiary ?? content.description) !== undefined &&
    equalBytes(writeTransaction(content), bytes);
  if (!isGood) throw new ProtocolError('InvalidMessage');
  return content;
}

/** What the account's transaction key signs: 55 bytes for the bytes that were received. */
export async function transactionBytes(content: Bytes): Promise<Bytes> {
  return concat('nextauth transaction v1', await sha256(content));
}

function writeTransaction(content: TransactionContent): Bytes {
  const { serverId, transactionId, accountId, created, expires, amount, benificiary, description } = content;
  const members = { version: VERSION, server: serverId, transaction: transactionId, account: accountId, created, expires, amount, benificiary, description };
  return utf8(JSON.stringify(members));
}

// In base64url, as the content has it; the other alphabet does not survive being written again.
function id(value: string): string {
  try {
    return writeId(readId(value));
  } catch {
    throw new ProtocolError('InvalidMessage');
  }
}

function shown<K extends string>(object: JsonObject, name: K, maxLength: number): Partial<Record<K, string>> {
  const value = text(object, name);
  if (value === undefined) return {};
  if (!isTransactionText(value, maxLength)) throw new ProtocolError('InvalidMessage');
  return { [name]: value } as Record<K, string>;
}
