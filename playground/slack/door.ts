// The HTTP door: the Web API, response URLs, uploads and the files behind their addresses.
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Api } from './api.ts';
import { readArgs, readBody } from './args.ts';
import { type Faults, takesEffect } from './faults.ts';
import type { ResponseUrls } from './response-urls.ts';
import { serveFile } from './stored.ts';
import type { Workspace } from './workspace.ts';
import { SlackError } from './world.ts';

export function door(api: Api, workspace: Workspace, responses: ResponseUrls, faults: Faults): RequestListener {
  async function route(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(req.url ?? '/', 'http://localhost');
    const [, room, name = ''] = pathname.split('/');
    if (room === 'api') return api.call(name, await readArgs(req, searchParams), req, res);
    if (room === 'respond') {
      const body = await readArgs(req, searchParams);
      return api.serve('response_url', body, res, () => responses.use(name, body), 404);
    }
    const file = workspace.files.get(name);
    if (room === 'files') {
      const harm = faults.meet('download', { file: name, name: file?.name });
      if (harm?.kind === 'slow') await delay(harm.ms, undefined, { ref: false });
      return serveFile(workspace, name, harm, req, res);
    }
    if (room === 'signin') return void res.setHeader('content-type', 'text/html').end('<html>Sign in</html>');
    if (room !== 'upload' || !file) return void res.writeHead(404).end();
    const fault = faults.meet('upload', { file: name });
    const bytes = await uploaded(req);
    if (takesEffect(fault)) file.bytes = bytes;
    if (fault) res.writeHead(500).end();
    else res.end(`OK - ${file.bytes.length}`);
  }

  return (req, res) => {
    route(req, res).catch((error: unknown) => {
      if (error instanceof SlackError) res.end(JSON.stringify({ ok: false, error: error.code }));
      else res.writeHead(500).end(error instanceof Error ? error.stack : String(error));
    });
  };
}

/** An uploaded file's bytes, sent as they are or as the first part of a form. */
async function uploaded(req: IncomingMessage): Promise<Buffer> {
  const body = await readBody(req);
  const type = req.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/')) return body;
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  const [part] = [...form.values()];
  return part instanceof Blob ? Buffer.from(await part.arrayBuffer()) : Buffer.from(part ?? '');
}
