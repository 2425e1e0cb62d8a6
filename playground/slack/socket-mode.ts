// Socket Mode's server: tickets, hello, envelopes and their acknowledgements, disconnect messages.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { DeliveryKind } from './ledger.ts';
import { acceptWebSocket, type WebSocketConnection } from './websocket.ts';
import type { Json } from './world.ts';

const envelopeTypes: Record<Exclude<DeliveryKind, 'verification'>, string> = {
  event: 'events_api',
  command: 'slash_commands',
  interaction: 'interactive',
  suggestion: 'interactive',
};

export class SocketMode {
  readonly #appId: string;
  readonly #tickets = new Set<string>();
  readonly #connections: WebSocketConnection[] = [];
  readonly #waiting = new Map<
    string,
    { connection: WebSocketConnection; settle: (answer: Json | undefined) => void }
  >();
  // Slack pings; a client that saw one ping expects more (within 30 s for the official one).
  readonly #heartbeat = setInterval(() => {
    for (const connection of this.#connections) connection.ping();
  }, 10_000).unref();

  constructor(appId: string) {
    this.#appId = appId;
  }

  get connected(): boolean {
    return this.#connections.length > 0;
  }

  /** A one-time address for `apps.connections.open`. */
  ticket(address: string): Json {
    const ticket = randomUUID();
    this.#tickets.add(ticket);
    return { url: `${address.replace(/^http/, 'ws')}/link?ticket=${ticket}&app_id=${this.#appId}` };
  }

  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { pathname, searchParams } = new URL(req.url ?? '', 'http://localhost');
    if (pathname !== '/link' || !this.#tickets.delete(searchParams.get('ticket') ?? '')) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
      return;
    }
    const connection = acceptWebSocket(req, socket, head);
    if (!connection) return;
    this.#connections.push(connection);
    connection.onText = (message) => this.#acknowledged(connection, message);
    connection.onClose = () => {
      this.#forget(connection);
      for (const { connection: its, settle } of this.#waiting.values()) if (its === connection) settle(undefined);
    };
    const info = { host: 'local', build_number: 1, approximate_connection_time: 18_060 };
    const hello = { type: 'hello', num_connections: this.#connections.length, debug_info: info };
    connection.send(JSON.stringify({ ...hello, connection_info: { app_id: this.#appId } }));
  }

  /** Sends an envelope to the next connection; the acknowledgement's payload, or undefined when none came within `ms`. */
  send(kind: Exclude<DeliveryKind, 'verification'>, payload: Json, attempt: number, reason: string, ms: number) {
    const connection = this.#connections.shift();
    if (!connection) return Promise.resolve(undefined);
    this.#connections.push(connection);
    const envelope_id = randomUUID();
    return new Promise<Json | undefined>((resolve) => {
      const timer = setTimeout(() => settle(undefined), ms);
      const settle = (answer: Json | undefined) => {
        clearTimeout(timer);
        this.#waiting.delete(envelope_id);
        resolve(answer);
      };
      this.#waiting.set(envelope_id, { connection, settle });
      const retry = kind === 'event' && { retry_attempt: attempt - 1, retry_reason: reason };
      const envelope = { envelope_id, type: envelopeTypes[kind], accepts_response_payload: kind !== 'event', payload };
      connection.send(JSON.stringify({ ...envelope, ...retry }));
    });
  }

  #acknowledged(connection: WebSocketConnection, message: string): void {
    try {
      const { envelope_id, payload } = JSON.parse(message) as { envelope_id?: string; payload?: Json };
      this.#waiting.get(envelope_id ?? '')?.settle(payload ?? {});
    } catch {
      // Not JSON: 1007 is the code for data that makes no sense.
      connection.close(1007);
    }
  }

  #forget(connection: WebSocketConnection): void {
    const index = this.#connections.indexOf(connection);
    if (index >= 0) this.#connections.splice(index, 1);
  }

  /** Asks every client to come again by another connection, as Slack does from time to time. */
  recycle(reason: 'warning' | 'refresh_requested' = 'refresh_requested'): void {
    for (const connection of this.#connections.splice(0))
      connection.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'local' } }));
  }

  /** Cuts every connection without a word. */
  cut(): void {
    for (const connection of [...this.#connections]) connection.destroy();
  }

  stop(): void {
    clearInterval(this.#heartbeat);
    this.cut();
  }
}
