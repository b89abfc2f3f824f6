import { ProtocolError, type Refusal } from '../../src/protocol/protocol-error.ts';

/** How a call is refused; undefined: it is not. Whatever else it throws is a mistake and goes on. */
export async function refusalOf(call: () => unknown): Promise<Refusal | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    if (error instanceof ProtocolError) return error.refusal;
    throw error;
  }
}
