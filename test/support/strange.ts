// A world in which every address leads to one listener, but for those of the local servers: what arrives there went astray.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createListener, Socket } from 'node:net';
import { vi } from 'vitest';

export interface Astray {
  /** The beginning of each connection that was made to where nothing should be sent, with the place that was meant. */
  readonly received: { readonly to: string; bytes: string }[];
  readonly port: number;
  stop(): Promise<void>;
}

/** Bends every connection of this process to the listener, but those to the ports on 127.0.0.1 that tests listen on. */
export async function everythingGoesAstray(): Promise<Astray> {
  const received: Astray['received'] = [];
  const meant: string[] = [];
  const open = new Set<Socket>();
  const listener = createListener((socket) => {
    const entry = { to: meant.shift() ?? 'the listener itself', bytes: '' };
    received.push(entry);
    open.add(socket);
    socket.on('data', (data) => {
      entry.bytes += data.toString('latin1');
      socket.destroy();
    });
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as AddressInfo;
  const connect = Socket.prototype.connect;
  const bent = vi.spyOn(Socket.prototype, 'connect').mockImplementation(function (this: Socket, ...args: unknown[]) {
    // What node:net gives itself is a list that it has made of the arguments.
    const [first] = args;
    const target = (Array.isArray(first) ? first[0] : first) as {
      host?: string;
      port?: number | string;
      path?: string;
    };
    const isOurs = target.host === '127.0.0.1' && Number(target.port) > 1_024;
    if (!target.path && !isOurs) {
      meant.push(`${target.host}:${target.port}`);
      Object.assign(target, { host: '127.0.0.1', port });
    }
    return Reflect.apply(connect, this, args);
  } as typeof connect);
  return {
    ...{ received, port },
    async stop() {
      bent.mockRestore();
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}

/** A chat's server that says whatever a test wants, to whatever is asked. */
export async function oracle(says: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer((request, response) => {
    request.resume();
    says(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...{ port, host: `127.0.0.1:${port}`, origin: `http://127.0.0.1:${port}` },
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Addresses that are not what they seem to be: `good` is a host that is trusted, `local` the local server in its stead. */
export function strangeAddresses(good: string, local: string, port: number): string[] {
  const disguised = good.replace('a', 'а'); // A Cyrillic one.
  return [
    ...[
      'https://evil.example/',
      `https://evil.example/${good}`,
      `https://evil.example?${good}`,
      `//evil.example/${good}`,
    ],
    ...[`https://evil.example#${good}`, 'https:evil.example/', 'https:///evil.example/', ' https://evil.example/ '],
    // Parts that come before the host, or seem to.
    ...[`https://${good}@evil.example/`, `https://${good}:x@evil.example/`, `https://${good}%40evil.example/`],
    ...[
      `https://evil.example\\@${good}/`,
      `https://user@${good}/`,
      `https://user:word@${good}/`,
      `http://user@${local}/`,
    ],
    // Names that begin or end alike.
    ...[`https://${good}.evil.example/`, `https://evil${good}/`, `https://evil-${good}/`, `https://${good}x/`],
    ...[`https://${good.toUpperCase()}.EVIL.EXAMPLE/`, `https://${good}./`, `https://${good}../`, `https://.${good}./`],
    ...[`https://${disguised}/`, `https://${new URL(`https://${disguised}`).host}/`, `https://${good}。evil.example/`],
    ...[`https://${good}%2eevil.example/`, `https://${good.replaceAll('.', '-')}.evil.example/`],
    // Bytes that some reader leaves out.
    ...['\0', '%00', '\t', '\n', '\r\n', ' ', '\u200b', '\u00ad'].map((byte) => `https://${good}${byte}.evil.example/`),
    ...['\0', '%00', ' '].map((byte) => `https://evil.example${byte}.${good}/`),
    // Ports and schemes.
    ...[`https://${good}:8443/`, `https://${good}:22/`, `https://${good}:0/`, `http://${good}/`, `http://${good}:443/`],
    ...[`ftp://${good}/`, `ws://${good}/`, `blob:https://${good}/x`, 'file:///etc/passwd', 'data:,x', 'javascript:x'],
    // This machine and its neighbours, in figures of every kind.
    ...['127.0.0.1', 'localhost', 'localhost.', '127.1', '2130706433', '0177.0.0.1', '017700000001', '0x7f.0.0.1'],
    ...['0x7f000001', '0', '0.0.0.0', '[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[0:0:0:0:0:0:0:1]'],
    ...['127.0.0.1.nip.io', '①②⑦.0.0.1', '169.254.169.254', '[fe80::1]', '10.0.0.1', `x.${local.split(':')[0]}`],
  ].flatMap((each) =>
    /[/:]/u.test(each.replace(/^\[.*\]$/u, '')) ? [each] : [`http://${each}:${port}/`, `https://${each}/`],
  );
}
