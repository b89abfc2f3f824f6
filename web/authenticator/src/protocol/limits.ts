// docs/protocol/overview.md, sections 1 and 2; docs/protocol/messages.md, sections 2 and 3. Sizes in bytes.

/** The WebSocket subprotocol of version 1. */
export const SUBPROTOCOL = 'nextauth.sigmai.v1';
/** The path of the WebSocket, below the server's address. */
export const SOCKET_PATH = 'ns/sigmai';

export const MAX_FRAME_SIZE = 65_536;
/** The longest JSON object: hello, request, message of a record. */
export const MAX_MESSAGE_SIZE = 49_152;
/** Levels of nesting in JSON; the object itself is the first. */
export const MAX_DEPTH = 16;
/** The longest text that is looked at for a link, in characters. */
export const MAX_LINK_LENGTH = 4_096;

export const ID_SIZE = 18;
export const HSID_SIZE = 32;
export const HASH_SIZE = 32;
export const MAC_SIZE = 32;
export const PUBLIC_KEY_SIZE = 65;
export const SIGNATURE_SIZE = 64;
export const TAG_SIZE = 16;
export const TOKEN_SIZE = 16;
export const PUSH_ID_SIZE = 16;

/** Milliseconds from the upgrade to M3, in which a person decides. */
export const DECISION_TIME = 120_000;
