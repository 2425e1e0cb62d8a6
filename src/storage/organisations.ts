// Organisations: opened by their policy, joined by the workspaces that are installed in them.
import { createHash } from 'node:crypto';
import { type Policy, parsePolicy } from '../policy/schema.ts';
import { recordAudit } from './audit.ts';
import { type Database, sent, type Tx } from './database.ts';

/** An open desk: one organisation, the policy it runs on, and which workspace of each platform is its own. */
export interface Desk {
  readonly organisation: string;
  policy: Policy;
  policyVersion: number;
  /** Platform → workspace. */
  readonly workspaces: Record<string, string>;
  /** Platform → how to reach it, as last heard. */
  readonly routes: Record<string, string>;
  /** Where links to files lead, without a slash at its end; absent where nobody could reach Muster. */
  address?: () => string | undefined;
}

/** The id of the organisation with this key: the same on every machine, so that two replicas open one desk. */
export function organisationId(key: string): string {
  const hash = createHash('sha256').update(`organisation ${key}`).digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

/**
 * Opens the desk that `yaml` describes. The file seeds an empty desk; later the newest version in the database counts,
 * and `differs` says that the file is another.
 */
export async function openDesk(
  database: Database,
  yaml: string,
  file: string,
): Promise<{ desk: Desk; differs: boolean }> {
  const written = parsePolicy(yaml, file);
  const organisation = organisationId(written.organisation.key);
  return database.transaction(organisation, async (tx) => {
    const { key, name } = written.organisation;
    await tx.query('insert into organisation (id, slug, name) values ($1, $2, $3) on conflict (id) do nothing', [
      organisation,
      key,
      name,
    ]);
    const taken = await tx.query(
      'insert into policy (organisation_id, version, source) values ($1, 1, $2) on conflict do nothing returning version',
      [organisation, yaml],
    );
    if (taken.length > 0) await recordAudit(tx, organisation, { type: 'policy-taken', version: 1 });
    const [newest] = await tx.query(
      'select version, source from policy where organisation_id = $1 order by version desc limit 1',
      [organisation],
    );
    const installed = await installedIn(tx, organisation);
    const desk: Desk = {
      organisation,
      policy: parsePolicy(newest.source, `policy version ${newest.version}`),
      policyVersion: newest.version,
      workspaces: Object.fromEntries(installed.map((row) => [row.platform, row.workspace])),
      routes: routesIn(installed),
    };
    return { desk, differs: newest.source !== yaml };
  });
}

interface Row {
  readonly platform: string;
  readonly workspace: string;
  readonly route: string | null;
}

/** The chats that it is on, by their platforms' names. */
export async function chatsOf(tx: Tx, organisation: string): Promise<string[]> {
  const rows: { platform: string }[] = await tx.query(
    'select distinct platform from installation where organisation_id = $1 order by platform',
    [organisation],
  );
  return rows.map(({ platform }) => platform);
}

const ROUTES_GOOD_FOR = 1_000; // ms

/** How the chats are reached, which each replica hears and all of them need. */
export interface Routes {
  /** Makes the desk's routes those that any replica wrote last, or had written a second ago. */
  read(): Promise<void>;
  /** Stores what was heard; nothing when this process has stored the same. */
  write(platform: string, workspace: string, route: string): Promise<void>;
}

export function keepRoutes(database: Database, desk: Desk): Routes {
  // Compared with this process's own words: two that know different teams would correct each other for ever.
  const written = { ...desk.routes };
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;

  async function readAll(): Promise<void> {
    const at = performance.now();
    const rows: Row[] = await database.transaction(desk.organisation, (tx) => installedIn(tx, desk.organisation));
    const ours = rows.filter(({ platform, workspace }) => (desk.workspaces[platform] ?? workspace) === workspace);
    Object.assign(desk.routes, routesIn(ours));
    readAt = at;
  }

  return {
    async read() {
      if (performance.now() - readAt < ROUTES_GOOD_FOR) return;
      reading ??= readAll().finally(() => {
        reading = undefined;
      });
      await reading;
    },
    async write(platform, workspace, route) {
      if (route === written[platform] || desk.workspaces[platform] !== workspace) return;
      written[platform] = route;
      await install(database, desk, platform, workspace, route).catch((error: unknown) => {
        delete written[platform];
        throw error;
      });
    },
  };
}

const installedIn = (tx: Tx, organisation: string): Promise<Row[]> =>
  tx.query('select platform, workspace, route from installation where organisation_id = $1', [organisation]);

const routesIn = (installed: readonly Row[]): Record<string, string> =>
  Object.fromEntries(installed.flatMap(({ platform, route }) => (route ? [[platform, route]] : [])));

/** Makes a workspace the organisation's own. Refuses one that is another organisation's. */
export async function install(
  database: Database,
  desk: Desk,
  platform: string,
  workspace: string,
  route?: string,
): Promise<void> {
  await database.transaction(desk.organisation, async (tx) => {
    const [owner] = await tx.query('select organisation_id from installation where platform = $1 and workspace = $2', [
      platform,
      workspace,
    ]);
    if (owner && owner.organisation_id !== desk.organisation) {
      throw new Error(`The ${platform} workspace ${workspace} belongs to another organisation on this database.`);
    }
    await tx.query(
      `insert into installation (organisation_id, platform, workspace, route) values ($1, $2, $3, $4)
       on conflict (platform, workspace) do update set route = coalesce(excluded.route, installation.route)`,
      [desk.organisation, platform, workspace, route ?? null],
    );
  });
  desk.workspaces[platform] = workspace;
  if (route) desk.routes[platform] = route;
}

/** Takes the receipt of a gesture; for a second delivery, the reply that the first one got. */
export async function takeReceipt<R>(
  tx: Tx,
  organisation: string,
  key: string,
): Promise<{ readonly seen: false } | { readonly seen: true; readonly reply: R }> {
  // Teams names a press by its card's nonce: after Slack's last repeat (6 min) it is another press of the same button.
  const taken = await tx.query(
    `insert into receipt (organisation_id, key) values ($1, $2)
     on conflict (organisation_id, key) do update set at = excluded.at, reply = null
       where receipt.at < now() - interval '15 minutes'
     returning key`,
    [organisation, key],
  );
  if (taken.length > 0) return { seen: false };
  const [kept] = await tx.query('select reply from receipt where organisation_id = $1 and key = $2', [
    organisation,
    key,
  ]);
  return { seen: true, reply: kept.reply };
}

/** Forgets receipts that no chat can ask for any more: the last repeat comes within minutes. */
export async function forgetReceipts(tx: Tx, organisation: string): Promise<void> {
  await tx.query(`delete from receipt where organisation_id = $1 and at < now() - interval '3 days'`, [organisation]);
}

export async function keepReply(tx: Tx, organisation: string, key: string, reply: object): Promise<void> {
  const statement = 'update receipt set reply = $3 where organisation_id = $1 and key = $2';
  await sent(tx, statement, [organisation, key, JSON.stringify(reply)]);
}
