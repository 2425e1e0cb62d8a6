// A Web API call's arguments, which come as JSON or as a form whose structures are JSON inside strings.
import type { IncomingMessage } from 'node:http';
import type { Json } from './world.ts';
import { SlackError } from './world.ts';

export class Args {
  readonly raw: Json;
  constructor(raw: Json) {
    this.raw = raw;
  }

  text(name: string): string | undefined {
    const value = this.raw[name];
    return value === undefined || value === null || value === '' ? undefined : String(value);
  }

  need(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw new SlackError('invalid_arguments', [`missing required field: ${name}`]);
    return value;
  }

  flag(name: string): boolean {
    return this.text(name) === 'true' || this.text(name) === '1';
  }

  list(name: string): string[] {
    const value = this.raw[name];
    const items = Array.isArray(value) ? value.map(String) : (this.text(name) ?? '').split(',');
    return items.map((item) => item.trim()).filter((item) => item !== '');
  }

  json(name: string): unknown {
    const value = this.raw[name];
    if (typeof value !== 'string' || value === '') return value || undefined;
    try {
      return JSON.parse(value);
    } catch {
      throw new SlackError(name === 'blocks' ? 'invalid_blocks_format' : 'invalid_arguments', [`${name} is not JSON`]);
    }
  }
}

export async function readBody(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export async function readArgs(req: IncomingMessage, query: URLSearchParams): Promise<Json> {
  const body = (await readBody(req)).toString('utf8');
  const inQuery = Object.fromEntries(query);
  if (!req.headers['content-type']?.startsWith('application/json'))
    return { ...inQuery, ...Object.fromEntries(new URLSearchParams(body)) };
  try {
    return { ...inQuery, ...(JSON.parse(body || '{}') as Json) };
  } catch {
    throw new SlackError('invalid_json');
  }
}

/** One page of `items`, in order; the cursor names the first item of the next page. */
export function page<T>(items: T[], key: (item: T) => string, args: Args, usual = 100) {
  const cursor = args.text('cursor');
  const from =
    cursor === undefined ? 0 : items.findIndex((item) => key(item) === Buffer.from(cursor, 'base64').toString());
  if (from < 0) throw new SlackError('invalid_cursor');
  const limit = Math.min(Math.max(1, Number(args.text('limit') ?? usual) || usual), 1000);
  const next = items[from + limit];
  return {
    items: items.slice(from, from + limit),
    more: next !== undefined,
    response_metadata: { next_cursor: next === undefined ? '' : Buffer.from(key(next)).toString('base64') },
  };
}
