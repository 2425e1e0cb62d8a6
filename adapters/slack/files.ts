// Files that come with messages, and files put into channels: only ever read from and written to Slack's own hosts.
import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { RetryLater, Undeliverable } from '../../src/errors.ts';
import type { CarriedFile, PostedFile } from '../../src/port.ts';
import { call } from './failures.ts';
import type { Outside } from './hosts.ts';

/** As messages show it. https://docs.slack.dev/reference/objects/file-object */
export interface SlackFile {
  readonly id?: string;
  readonly name?: string | null;
  readonly size?: number;
  readonly mode?: string;
  readonly is_external?: boolean;
  readonly permalink?: string;
}

/** ms for a whole file of 20 MB. */
const PATIENCE = 60_000;
const HOPS = 3;
/** What no file is behind: another service’s, a canvas, a list. */
const UNREAD = /^(?:external|space|post|list)$/u;

/** A deleted file, or one that a free workspace hides, is none; what lies with another service can only be linked. */
export function filesIn(files: readonly SlackFile[] = []): CarriedFile[] {
  return files.flatMap(({ id, name, size, mode, is_external, permalink }) => {
    if (mode === 'tombstone' || mode === 'hidden_by_limit') return [];
    const told = { name: name || id || '', ...(permalink ? { link: permalink } : {}) };
    if (!id || is_external || UNREAD.test(mode ?? '')) return told.link ? [told] : [];
    return [{ name: told.name, ...(size === undefined ? {} : { size }), handle: id }];
  });
}

export interface FileOptions extends Outside {
  readonly token: string;
}

/** The bytes of the file with this id. The event's own address is not asked: Slack says at this moment where they are. */
export async function fetchFile({ web, token, isSlack }: FileOptions, id: string): Promise<AsyncIterable<Uint8Array>> {
  const { file } = await call('files.info', 'repeatable', () => web.files.info({ file: id }));
  let address = file?.url_private_download ?? file?.url_private ?? '';
  for (let hop = 0; hop <= HOPS; hop++) {
    if (!isSlack(address)) throw new Undeliverable('a file that is not on a host of Slack’s');
    const response = await reached(address, token);
    const next = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || next === null) return bodyOf(response, file?.name ?? '');
    await response.body?.cancel();
    address = URL.canParse(next, address) ? new URL(next, address).href : '';
  }
  throw new Undeliverable('a file that is always somewhere else');
}

async function reached(address: string, token: string): Promise<Response> {
  try {
    return await fetch(address, {
      headers: { authorization: `Bearer ${token}` },
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch (cause) {
    throw new RetryLater('a file’s host does not answer', 1_000, { cause });
  }
}

function bodyOf(response: Response, name: string): AsyncIterable<Uint8Array> {
  const { status, headers, body } = response;
  if (status === 429) throw new RetryLater('files: ratelimited', (Number(headers.get('retry-after')) || 30) * 1_000);
  if (status === 408 || status >= 500) throw new RetryLater(`files: ${status}`, 1_000);
  if (status !== 200) throw new Undeliverable(`files: ${status}`);
  // To a token without the scope Slack shows its sign-in page, as if that were the file.
  if (headers.get('content-type')?.startsWith('text/html') && !/\.html?$/iu.test(name))
    throw new RetryLater('files: a sign-in page, so the token has no files:read', 60_000);
  return whole(body ?? new ReadableStream({ start: (controller) => controller.close() }));
}

/** What breaks off half-way can be fetched again. */
async function* whole(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (cause) {
    throw new RetryLater('a file broke off', 1_000, { cause });
  }
}

/** Uploads a file that nobody sees before it is completed. Returns its id. */
export async function upload({ web, isSlack }: FileOptions, file: PostedFile): Promise<string> {
  const asked = { filename: file.name, length: file.size };
  const { upload_url: address = '', file_id: id } = await call('files.getUploadURLExternal', 'repeatable', () =>
    web.files.getUploadURLExternal(asked),
  );
  if (!id || !isSlack(address)) throw new Undeliverable('an upload that is not to a host of Slack’s');
  try {
    await pour(new URL(address), file);
  } catch (cause) {
    throw new RetryLater('a file was not taken whole', 1_000, { cause });
  }
  return id;
}

/** Over node:http, since `fetch` gives a stream no length, and Slack wants to know it. */
async function pour(address: URL, { size, bytes }: PostedFile): Promise<void> {
  const send = address.protocol === 'https:' ? secureRequest : plainRequest;
  const headers = { 'content-type': 'application/octet-stream', 'content-length': size };
  const request = send(address, { method: 'POST', headers, signal: AbortSignal.timeout(PATIENCE) });
  const answered = new Promise<number | undefined>((resolve, reject) => {
    request.once('error', reject);
    request.once('response', (response) => {
      response.resume().once('error', reject);
      response.once('end', () => resolve(response.statusCode));
    });
  });
  const [, status] = await Promise.all([pipeline(Readable.from(bytes()), request), answered]);
  if (status !== 200) throw new Error(`the upload was answered with ${status}`);
}
