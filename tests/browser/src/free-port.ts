import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

const first = 20_000;
const end = 32_000;

/**
 * A port for a server that a test starts, given once. It lies below those that a system hands out itself (from 32768 on Linux, 49152 on
 * Windows and macOS), so that nobody's connection gets it before the server listens; a UDP socket of the same number, kept until this
 * process ends, tells other test processes that it is taken (FreePort.cs does the same).
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = first + Math.floor(Math.random() * (end - first));
    const claim = createSocket('udp4').unref();
    const claimed = await new Promise<boolean>((resolve) => {
      claim.once('error', () => {
        resolve(false);
      });
      claim.bind(port, '127.0.0.1', () => {
        resolve(true);
      });
    });
    if (claimed && (await isFree(port, '127.0.0.1')) && (await isFree(port, '::1'))) return port;
    claim.close();
  }
}

async function isFree(port: number, address: string): Promise<boolean> {
  const server = createServer();
  const free = await new Promise<boolean>((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      // No IPv6 here: nobody will listen there.
      resolve(error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT');
    });
    server.listen(port, address, () => {
      resolve(true);
    });
  });
  await new Promise((resolve) => server.close(resolve));
  return free;
}
