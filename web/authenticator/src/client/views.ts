import { hex, type Bytes } from '../protocol/bytes.ts';
import type { ServerParameters, SessionInfo } from '../protocol/messages.ts';
import { drawVisualHash, visualHash } from '../protocol/visual-hash.ts';
import type { Account, Said, ServerInfo } from './api.ts';
import { keyOf } from './context.ts';
import type { StoredAccount } from './store.ts';

// What the screens see of what is stored and received.

/** Pixels of a cell: large enough to be shown on a dense display without being drawn anew. */
const CELL = 12;
const pictures = new Map<string, string>();

export async function viewServer(parameters: ServerParameters, serverKey: Bytes): Promise<ServerInfo> {
  const { serverName, logo, appname, siteurl, version, pingTime, serverFlags } = parameters;
  return {
    serverName,
    ...(logo !== undefined && { logo }),
    ...(appname !== undefined && { appname }),
    ...(siteurl !== undefined && { siteurl }),
    version,
    pingTime,
    ...(!serverFlags.includes('noVash') && { picture: await pictureOf(serverKey) }),
  };
}

export async function viewAccount(stored: StoredAccount): Promise<Account> {
  return {
    key: keyOf(stored),
    serverId: stored.serverId,
    accountId: stored.accountId ?? 0,
    label: stored.label,
    ...(stored.alias !== undefined && { alias: stored.alias }),
    server: await viewServer(stored.parameters, stored.serverKey),
    created: stored.created,
    ...(stored.used !== undefined && { used: stored.used }),
  };
}

export function viewSession(info: SessionInfo | undefined): { ip?: string; useragent?: string; logo?: string; announced: Readonly<Record<string, string>> } {
  return {
    ...(info?.ip !== undefined && { ip: info.ip }),
    ...(info?.useragent !== undefined && { useragent: info.useragent }),
    ...(info?.logo !== undefined && { logo: info.logo }),
    announced: info?.info ?? {},
  };
}

/** Undefined: it says nothing. */
export function viewSaid(info: SessionInfo | undefined): Said | undefined {
  const saysNothing = info === undefined || (Object.keys(info.info).length === 0 && Object.keys(info).length === 1);
  return saysNothing ? undefined : info;
}

async function pictureOf(serverKey: Bytes): Promise<string> {
  const key = hex(serverKey);
  let picture = pictures.get(key);
  if (picture === undefined) {
    const png = drawVisualHash(await visualHash(serverKey), CELL);
    picture = `data:image/png;base64,${btoa(Array.from(png, (byte) => String.fromCharCode(byte)).join(''))}`;
    pictures.set(key, picture);
  }
  return picture;
}
