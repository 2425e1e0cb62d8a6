// PostgreSQL's protocol as far as the wire needs it: what a client says, one statement at a time, in words even when it says a name.
// https://www.postgresql.org/docs/current/protocol-message-formats.html

/** What the server answers as one: a statement with its parameters, up to its Sync; or what is no statement at all. */
export interface Said {
  readonly bytes: Buffer;
  /** The statement's words; empty if there are none. */
  readonly words: string;
}

const HEAD = 5; // a letter, and the length of what follows with itself

/** Takes what comes from one client, in whatever pieces, and gives what is whole. */
export function listen(): (bytes: Buffer) => Said[] {
  const prepared = new Map<string, string>();
  let rest: Buffer = Buffer.alloc(0);
  let begun = false;
  /** Of the statement that is not whole yet. */
  let length = 0;
  let words = '';
  /** The message behind what was taken so far; the first of all has no letter. */
  const next = (): Buffer | undefined => {
    const message = rest.subarray(length);
    const lettered = begun ? 1 : 0;
    if (message.length < lettered + 4) return undefined;
    const size = lettered + message.readInt32BE(lettered);
    return message.length < size ? undefined : message.subarray(0, size);
  };
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    const whole: Said[] = [];
    for (let message = next(); message; message = next()) {
      length += message.length;
      const letter = begun ? String.fromCharCode(message[0] ?? 0) : '';
      begun = true;
      const texts = message.subarray(HEAD).toString('latin1').split('\0');
      if (letter === 'P') prepared.set(texts[0] ?? '', texts[1] ?? '');
      if (letter === 'B') words += prepared.get(texts[1] ?? '') ?? '';
      if (letter === 'Q') words += texts[0] ?? '';
      if (['P', 'B', 'D', 'E', 'C', 'H'].includes(letter)) continue;
      whole.push({ bytes: rest.subarray(0, length), words });
      rest = rest.subarray(length);
      length = 0;
      words = '';
    }
    return whole;
  };
}

/** Takes what comes from the server, in whatever pieces, and gives how many statements it has answered with that. */
export function answers(): (bytes: Buffer) => number {
  let rest: Buffer = Buffer.alloc(0);
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    let ready = 0;
    while (rest.length >= HEAD && rest.length > rest.readInt32BE(1)) {
      if (rest[0] === 'Z'.charCodeAt(0)) ready += 1;
      rest = rest.subarray(1 + rest.readInt32BE(1));
    }
    return ready;
  };
}

/** A statement that fails so, and the transaction with it. */
export function failing(sqlstate: string): Buffer {
  const text = Buffer.from(`do $$ begin raise exception 'refused on the wire' using errcode = '${sqlstate}'; end $$\0`);
  const head = Buffer.alloc(HEAD);
  head.write('Q');
  head.writeInt32BE(text.length + 4, 1);
  return Buffer.concat([head, text]);
}
