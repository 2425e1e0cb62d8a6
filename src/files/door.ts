// GET /files/:id: the bytes of a file, for whoever has a link that we signed and that is still good.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type RequestHandler, Router } from 'express';
import type { Logger } from 'pino';
import type { Database } from '../storage/database.ts';
import { bytesOf, findFile, linkKey } from '../storage/files.ts';
import type { Desk } from '../storage/organisations.ts';
import { findTicket } from '../storage/tickets.ts';
import { refOf } from '../ticket/record.ts';
import { textsIn } from '../views/reader.ts';
import { check } from './links.ts';

const ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/u;

/** Nothing of it is ever run, kept, or told to where it leads. */
const HEADERS = {
  'Cache-Control': 'private, no-store',
  'Content-Security-Policy': "default-src 'none'; sandbox",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Robots-Tag': 'noindex',
} as const;

/** Anything but a link of ours is 404, and nothing is told of why; one that has expired says how to get another. */
export function fileDoor(database: Database, desk: Desk, log: Logger): Router {
  const router = Router();
  const serve: RequestHandler<{ id: string }> = async (request, response) => {
    const { id } = request.params;
    const { until, signature } = request.query;
    response.set(HEADERS);
    const found =
      ID.test(id) && typeof until === 'string' && typeof signature === 'string'
        ? await look(database, desk, id, { until, signature })
        : undefined;
    if (!found) return void response.sendStatus(404);
    if (found.sentence !== undefined) return void response.status(410).type('text/plain').send(found.sentence);
    const { name, mediaType, size } = found;
    // The name decides the disposition's, the bytes decide the type.
    response.attachment(name).type(mediaType).set('Content-Length', String(size));
    if (request.method === 'HEAD') return void response.end();
    try {
      await pipeline(Readable.from(bytesOf(database, desk.organisation, { id, size })), response);
    } catch (err) {
      // Whoever opened it has gone, or it was erased while they read; the answer is cut off, so that nobody takes it for whole.
      log.info({ err, file: id }, 'a file was not read to its end');
    }
  };
  router.get('/files/:id', serve);
  return router;
}

type Found =
  | { readonly sentence: string }
  | { readonly sentence?: undefined; readonly name: string; readonly mediaType: string; readonly size: number };

function look(
  database: Database,
  desk: Desk,
  id: string,
  given: { readonly until: string; readonly signature: string },
): Promise<Found | undefined> {
  const { organisation } = desk;
  return database.transaction(organisation, async (tx, now): Promise<Found | undefined> => {
    const file = await findFile(tx, organisation, id);
    const ticket = file?.ticket ? await findTicket(tx, organisation, { id: file.ticket }) : null;
    if (file?.state !== 'kept' || !ticket) return undefined;
    const state = check({ key: await linkKey(tx, organisation), organisation }, id, ticket, given, now);
    if (state === 'forged') return undefined;
    if (state === 'good')
      return { name: file.name, mediaType: file.mediaType ?? 'application/octet-stream', size: file.size ?? 0 };
    const { files } = textsIn(desk.policy.organisation.language);
    return { sentence: files.expired(refOf(ticket)) };
  });
}
