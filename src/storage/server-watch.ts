// One idle connection to the embedded server: its end is the first news of the server's.
import { Socket } from 'node:net';
import { Client } from 'pg';

export interface Watch {
  onEnd(listener: () => void): void;
  close(): Promise<void>;
}

/** Undefined while the server is starting or stopping. Throws when the port answers, but not as ours. */
export async function openWatch(port: number, password: string): Promise<Watch | undefined> {
  const socket = new Socket();
  const role = { user: 'muster_owner', password, database: 'postgres', application_name: 'muster watch' };
  const client = new Client({ host: '127.0.0.1', port, ...role, stream: () => socket, connectionTimeoutMillis: 5_000 });
  const ended = new Promise<void>((done) => client.once('end', done));
  client.on('error', () => socket.destroy()); // 'end' follows, and that is what is listened to.
  try {
    await client.connect();
  } catch (cause) {
    socket.destroy();
    // SQLSTATE class 28, wrong role or password. All else passes: refused, reset, 57P03 (starting or stopping).
    if ((cause as { code?: string }).code?.startsWith('28')) {
      throw new Error(`Another PostgreSQL server listens on the port of the embedded one, ${port}.`, { cause });
    }
    return undefined;
  }
  socket.unref(); // Watching alone keeps no process alive.
  return {
    onEnd: (listener) => void ended.then(listener),
    close: () => {
      socket.ref();
      return client.end();
    },
  };
}
