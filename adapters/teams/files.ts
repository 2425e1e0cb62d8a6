// Files that come with messages: read from Microsoft's hosts alone, with the bot's token only where the connector is.
import { z } from 'zod';
import { RetryLater, Undeliverable } from '../../src/errors.ts';
import type { CarriedFile } from '../../src/port.ts';
import type { Activity } from './activity.ts';
import { jsonOf, waitOf } from './client.ts';
import { isAllowed } from './hosts.ts';
import { LIMITS } from './limits.ts';
import type { Login } from './login.ts';

const DOWNLOAD = 'application/vnd.microsoft.teams.file.download.info';
/** Where a personal chat's files are: in the sender's OneDrive, in any of Microsoft's clouds. */
const SHARES = ['sharepoint.com', 'sharepoint.us', 'sharepoint-mil.us', 'sharepoint.cn'];
const HOPS = 3;

/** `share`: an address that opens the file by itself. `bot`: one of the connector's. */
const handleSchema = z.object({ by: z.enum(['share', 'bot']), url: z.string() });
const downloadSchema = z.object({ downloadUrl: z.string().min(1) });

/**
 * Of a personal chat the files themselves; of any chat its pasted pictures; of a channel a link, since what is attached
 * there stands in the team's SharePoint.
 */
export function filesIn({ attachments }: Pick<Activity, 'attachments'>): CarriedFile[] {
  return (attachments ?? []).flatMap(({ contentType, contentUrl, content, name }): CarriedFile[] => {
    const link = contentUrl && /^https:/iu.test(contentUrl) ? { link: contentUrl } : {};
    if (contentType === DOWNLOAD) {
      const url = downloadSchema.safeParse(content).data?.downloadUrl;
      if (url) return [{ name: name ?? '', handle: handleOf({ by: 'share', url }) }];
    }
    if (contentType?.startsWith('image/') && contentUrl)
      return [{ name: name || `image.${kindOf(contentType)}`, handle: handleOf({ by: 'bot', url: contentUrl }) }];
    return contentType === 'reference' || contentType === DOWNLOAD ? [{ name: name ?? '', ...link }] : [];
  });
}

/** What is attached anywhere, as Graph tells it. */
export const linksIn = ({ attachments }: Pick<Activity, 'attachments'>): CarriedFile[] =>
  filesIn({ attachments: (attachments ?? []).filter(({ contentType }) => contentType === 'reference') });

const handleOf = (handle: z.infer<typeof handleSchema>): string => JSON.stringify(handle);

/** Teams says `image/*` of what is pasted, whatever it is. */
const kindOf = (type: string): string =>
  /^image\/(?:jpeg|gif|webp)$/u.test(type) ? type.slice('image/'.length) : 'png';

/** Without the pictures that the files are: their alternative text is nobody's words. */
export const withoutPictures = (html: string): string =>
  html.replace(/<img\b[^<>]{0,2000}schema\.skype\.com\/AMSImage[^<>]{0,2000}>/giu, '');

export interface FileOptions {
  readonly login: Login | undefined;
  readonly serviceHosts: readonly string[];
}

/** The bytes behind a handle. A token goes to the connector's hosts, and nowhere that they point to. */
export async function fetchFile(
  { login, serviceHosts }: FileOptions,
  handle: string,
): Promise<AsyncIterable<Uint8Array>> {
  const { by, url } = handleSchema.parse(jsonOf(handle));
  const token = by === 'bot' ? await login?.token('https://api.botframework.com/.default') : undefined;
  const hosts = by === 'bot' ? serviceHosts : [...SHARES, ...serviceHosts];
  let address = url;
  for (let hop = 0; hop <= HOPS; hop++) {
    if (!isAllowed(address, hosts)) throw new Undeliverable('The file is not on an allowed host');
    const response = await reached(address, token);
    const next = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || next === null) return bodyOf(response);
    await response.body?.cancel();
    address = URL.canParse(next, address) ? new URL(next, address).href : '';
  }
  throw new Undeliverable('The file is always somewhere else');
}

async function reached(address: string, token: string | undefined): Promise<Response> {
  try {
    return await fetch(address, {
      headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
      redirect: 'manual',
      signal: AbortSignal.timeout(LIMITS.fileTimeoutMs),
    });
  } catch (cause) {
    throw new RetryLater('The file cannot be reached', 1_000, { cause });
  }
}

function bodyOf({ status, headers, body }: Response): AsyncIterable<Uint8Array> {
  if (status === 429) throw new RetryLater('Too many requests', waitOf(headers.get('retry-after')));
  if (status === 401 || status === 408 || status >= 500) throw new RetryLater(`The file answered ${status}`, 1_000);
  if (status !== 200) throw new Undeliverable(`The file was refused with ${status}`);
  return whole(body ?? new ReadableStream({ start: (controller) => controller.close() }));
}

/** What breaks off half-way can be fetched again. */
async function* whole(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (cause) {
    throw new RetryLater('The file broke off', 1_000, { cause });
  }
}
