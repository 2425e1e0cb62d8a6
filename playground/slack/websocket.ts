// The server's half of RFC 6455, as much as Socket Mode needs: text, fragments, ping, pong, close; no extensions.
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

const continuation = 0;
const text = 1;
const close = 8;
const ping = 9;
const pong = 10;
const largest = 16 * 1024 * 1024;

export class WebSocketConnection {
  onText: (message: string) => void = () => {};
  onClose: () => void = () => {};
  open = true;
  #socket: Duplex;
  #pending: Buffer;
  #fragments: Buffer[] = [];

  constructor(socket: Duplex, head: Buffer) {
    this.#socket = socket;
    this.#pending = head;
    socket.on('data', (chunk: Buffer) => {
      this.#pending = Buffer.concat([this.#pending, chunk]);
      while (this.open && this.#readFrame());
    });
    // A reset is an ordinary end here: 'close' follows every 'error'.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.open = false;
      this.onClose();
    });
  }

  send(message: string): void {
    this.#write(text, Buffer.from(message));
  }

  ping(): void {
    this.#write(ping, Buffer.alloc(0));
  }

  close(code: number): void {
    const payload = Buffer.alloc(2);
    payload.writeUInt16BE(code);
    this.#write(close, payload);
    this.open = false;
    this.#socket.end();
  }

  /** Cuts the line without a word, as a failing network does. */
  destroy(): void {
    this.#socket.destroy();
  }

  /** Takes one frame off the pending bytes; false when it is not whole yet. */
  #readFrame(): boolean {
    const bytes = this.#pending;
    if (bytes.length < 2) return false;
    const [first = 0, second = 0] = bytes;
    const short = second & 0x7f;
    const lengthBytes = short === 127 ? 8 : short === 126 ? 2 : 0;
    const start = 2 + lengthBytes + 4;
    if (bytes.length < start) return false;
    const length = lengthBytes === 8 ? Number(bytes.readBigUInt64BE(2)) : lengthBytes ? bytes.readUInt16BE(2) : short;
    // Clients must mask (5.1); a frame that is not, or is absurd, ends the connection.
    if ((second & 0x80) === 0 || length > largest) return this.#fail((second & 0x80) === 0 ? 1002 : 1009);
    if (bytes.length < start + length) return false;
    const mask = bytes.subarray(start - 4, start);
    const payload = Buffer.from(bytes.subarray(start, start + length));
    for (let i = 0; i < length; i += 1) payload[i] = (payload[i] ?? 0) ^ (mask[i % 4] ?? 0);
    this.#pending = bytes.subarray(start + length);
    this.#handle(first & 0x0f, (first & 0x80) !== 0, payload);
    return true;
  }

  #handle(opcode: number, final: boolean, payload: Buffer): void {
    if (opcode === ping) this.#write(pong, payload);
    else if (opcode === close) this.close(payload.length >= 2 ? payload.readUInt16BE(0) : 1000);
    else if (opcode === text || opcode === continuation) {
      this.#fragments.push(payload);
      if (!final) return;
      const whole = Buffer.concat(this.#fragments).toString('utf8');
      this.#fragments = [];
      this.onText(whole);
    } else if (opcode !== pong) this.#fail(1003);
  }

  #fail(code: number): false {
    this.close(code);
    return false;
  }

  #write(opcode: number, payload: Buffer): void {
    if (!this.open || this.#socket.destroyed) return;
    const { length } = payload;
    const header = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
    header[0] = 0x80 | opcode;
    header[1] = length < 126 ? length : length < 65_536 ? 126 : 127;
    if (header.length === 4) header.writeUInt16BE(length, 2);
    if (header.length === 10) header.writeBigUInt64BE(BigInt(length), 2);
    this.#socket.write(Buffer.concat([header, payload]));
  }
}

/** Answers the handshake; undefined (and a 400) when the request is not one. */
export function acceptWebSocket(req: IncomingMessage, socket: Duplex, head: Buffer): WebSocketConnection | undefined {
  const key = req.headers['sec-websocket-key'];
  if (req.headers.upgrade?.toLowerCase() !== 'websocket' || !key) {
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    return undefined;
  }
  // The constant is the RFC's own (1.3).
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  const answer = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
  socket.write(`${[...answer, `Sec-WebSocket-Accept: ${accept}`].join('\r\n')}\r\n\r\n`);
  return new WebSocketConnection(socket, head);
}
