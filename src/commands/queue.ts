// The queue of one's groups in its views, and what is done with several of its tickets at once.
import { Refusal } from '../errors.ts';
import { type Rights, sees } from '../people/person.ts';
import { namesOf } from '../policy/schema.ts';
import { queueCounts } from '../storage/counts.ts';
import { type Cursor, endOf, queuePage } from '../storage/lists.ts';
import { knowing } from '../storage/people.ts';
import { ticketsNamed } from '../storage/tickets.ts';
import { involved, PAGE, parseRef, type QueueView, queueViews } from '../ticket/record.ts';
import { selectForm } from '../views/forms.ts';
import { queueCard } from '../views/queue.ts';
import { namesIn, type Reader } from '../views/reader.ts';
import { claim, close, release, resolve } from './agent.ts';
import { assign } from './triage.ts';
import { type Args, type Batch, type Change, type Context, MOST, person, type Query } from './verb.ts';

/** What is looked at: a view, of one group or of all that are the speaker's. */
interface Asked {
  readonly view: QueueView;
  readonly group?: string;
}

/** "network", "waiting", "network waiting", "waiting network": a group by key or name, a view by its name or title. */
export function readAsked(words: string, { policy, texts }: Reader): Asked | undefined {
  const said = words.trim().toLowerCase().replace(/\s+/gu, ' ');
  const view = (word: string) =>
    word === ''
      ? 'actionable'
      : queueViews.find((name) => [name, texts.queue.title[name].toLowerCase()].includes(word));
  const whole = view(said);
  if (whole) return { view: whole };
  for (const [group, { name }] of Object.entries(policy.groups)) {
    for (const called of [group, ...namesOf(name).map((one) => one.toLowerCase())]) {
      const [before, after, ...more] = ` ${said} `.split(` ${called} `);
      if (before === undefined || after === undefined || more.length > 0 || (before.trim() && after.trim())) continue;
      const found = view(before.trim() || after.trim());
      if (found) return { view: found, group };
    }
  }
  return undefined;
}

const groupsOf = ({ group }: Asked, rights: Rights, { policy }: Reader): readonly string[] =>
  group ? [group] : rights.manager ? Object.keys(policy.groups) : rights.groups;

/** Those whose numbers the speaker may know: what a confidential group has is its members' and the managers'. */
const countedFor = (groups: readonly string[], rights: Rights, { policy }: Reader): readonly string[] =>
  groups.filter((group) => rights.manager || rights.groups.includes(group) || !policy.groups[group]?.confidential);

/** Where the last page ended, if it is that: it comes back from a button. */
function cursorOf(said = ''): Cursor {
  const parts = /^([1-9])\|(\d{4}-\d\d-\d\dT[\d:.]+Z)\|([\da-f-]{36})$/u.exec(said);
  return parts ? [parts[1] ?? '', parts[2] ?? '', parts[3] ?? ''] : undefined;
}

function askedIn(args: Args, reader: Reader): Asked {
  const words = args.view ?? '';
  const asked = readAsked(words, reader);
  if (!asked)
    throw new Refusal('no-such-view', {
      said: words.slice(0, 80),
      names: namesIn(reader, reader.policy.groups),
    });
  return asked;
}

async function pageOf(tx: Parameters<Query['answer']>[0], context: Context, asked: Asked, after?: Cursor) {
  const { organisation, rights, reader } = context;
  return queuePage(tx, organisation, {
    view: asked.view,
    groups: groupsOf(asked, rights, reader),
    person: person(context).id,
    rights,
    ...(after ? { after } : {}),
  });
}

export const queue: Query = {
  name: 'queue',
  aliases: ['q', '队列'],
  does: 'read',
  who: 'agent',
  ref: false,
  rest: 'view',
  meant: (words, reader) => readAsked(words, reader) !== undefined,
  example: 'queue',
  async answer(tx, context, args) {
    const { organisation, rights, reader } = context;
    const asked = askedIn(args, reader);
    const found = await pageOf(tx, context, asked, cursorOf(args.after));
    const counts = await queueCounts(tx, organisation, countedFor(groupsOf(asked, rights, reader), rights, reader));
    const page = found.slice(0, PAGE);
    const last = found.length > PAGE ? page.at(-1) : undefined;
    const next = last && endOf(asked.view, last).join('|');
    return queueCard(await knowing(tx, organisation, reader, page.flatMap(involved)), { ...asked, counts }, page, next);
  },
};

const doings: Readonly<Record<string, Change>> = { claim, release, assign, resolve, close };

/** Several tickets of a page, chosen in its form. Each is an ordinary change, done or refused by itself. */
export const select: Batch = {
  name: 'select',
  aliases: ['多选'],
  does: 'batch',
  who: 'agent',
  ref: false,
  rest: 'picked',
  oneWord: true,
  person: 'to',
  form: selectForm,
  example: 'select',
  async among(tx, context, { among, view }) {
    const { organisation, reader } = context;
    const refs = (among ?? '').split(',').flatMap((ref) => parseRef(ref) ?? []);
    const found =
      among === undefined
        ? await pageOf(tx, context, askedIn(view === undefined ? {} : { view }, reader))
        : await ticketsNamed(tx, organisation, refs.slice(0, PAGE));
    const seen = found.filter((ticket) => sees(ticket, person(context).id, context.rights));
    if (seen.length === 0) throw new Refusal('nothing-listed');
    return seen.slice(0, PAGE);
  },
  async steps(_tx, _context, { picked = '', doing = '', to = '', text = '' }) {
    const verb = Object.hasOwn(doings, doing) ? doings[doing] : undefined;
    const refs = [...new Set(picked.split(',').map((ref) => ref.trim()))].filter((ref) => parseRef(ref));
    if (refs.length === 0) throw new Refusal('needs-text', { field: 'picked', example: 'claim INC-4 INC-7' });
    if (!verb) throw new Refusal('needs-text', { field: 'doing', example: 'claim INC-4 INC-7' });
    if (refs.length > MOST) throw new Refusal('too-many', { count: refs.length, most: MOST });
    if (verb === assign && !to) throw new Refusal('needs-text', { field: 'to', example: assign.example });
    const more: Args = verb === assign ? { to } : verb === resolve ? { text } : {};
    return refs.map((ref) => ({ verb, args: { ...more, ref } }));
  },
  nothing: (reader) => reader.texts.refusal['nothing-listed'](),
};
