// What a room is called: by the policy's template, with a random end, so that no two are called the same. Pure.
import { DateTime } from 'luxon';
import { type Instant, refOf, type Ticket } from '../ticket/record.ts';
import type { Policy } from './schema.ts';

const LONGEST = 80; // characters, the shortest that a chat allows for a name like that
const LONGEST_TITLE = 50;

/** What is to be made, all of it from `random`, sixteen bytes in hexadecimal: each intent is another one. */
export const intentOf = (
  policy: Policy,
  ticket: Pick<Ticket, 'kind' | 'number' | 'title'>,
  now: Instant,
  random: string,
): { readonly name: string; readonly title: string; readonly mark: string } => ({
  ...roomNames(policy, ticket, now, Number.parseInt(random.slice(0, 8), 16).toString(36).padStart(4, '0').slice(-4)),
  // One word: a chat may look for it among others.
  mark: random,
});

/** `random`: four or more small letters and digits. */
export function roomNames(
  { major, organisation }: Policy,
  ticket: Pick<Ticket, 'kind' | 'number' | 'title'>,
  now: Instant,
  random: string,
): { readonly name: string; readonly title: string } {
  const date = DateTime.fromISO(now, { zone: organisation.zone }).toFormat('yyyyMMdd');
  const filled = major.room.name
    .replaceAll('{date}', date)
    .replaceAll('{number}', String(ticket.number))
    .replaceAll('{title}', slug(ticket.title));
  const cut = slug(filled)
    .slice(0, LONGEST - random.length - 1)
    .replace(/-+$/u, '');
  // What some chat does not take in a name.
  const legible = ticket.title.replace(/[~#%&*{}+/\\:<>?|'",\p{Cc}]/gu, ' ').replace(/\s+/gu, ' ');
  const most = LONGEST_TITLE - random.length - 1;
  const title = [...`${refOf(ticket)} ${legible}`].slice(0, most).join('').slice(0, most).toWellFormed().trim();
  return { name: `${cut}-${random}`, title: `${title} ${random}` };
}

/** Small letters of any script and digits, with one '-' between. */
const slug = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{Ll}\p{Lo}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/gu, '');
