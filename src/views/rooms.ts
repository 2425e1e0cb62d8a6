// The rooms of a major incident in words: what stands on top of one, who is called into it, and who is there.
import { roomsOf } from '../ticket/major.ts';
import { refOf, type Ticket } from '../ticket/record.ts';
import { type Block, bold, type Card, plain, type Rich } from './cards.ts';
import { chatName } from './news.ts';
import { groupName, type Reader, type Shown, serviceName } from './reader.ts';
import { said } from './replies.ts';
import { roleName } from './roles.ts';

/** What somebody is to a major incident. `of`: the key of the group, the role or the service. */
export type Part =
  | { readonly as: 'onCall' | 'role' | 'service'; readonly of: string }
  | { readonly as: 'owner' | 'assignee' | 'manager' | 'declarer' };

/** Somebody by the chat's own account. */
export interface Guest {
  readonly user: string;
  readonly name: string;
  readonly part: Part;
}

/** A room as it is asked for: people by name, whoever could not come with the chat's reason. */
export interface RoomNow {
  readonly platform: string;
  readonly state: 'intended' | 'open' | 'refused' | 'archived';
  readonly kind: 'channel' | 'thread' | null;
  readonly name: string;
  readonly link: string | null;
  readonly why: string | null;
  readonly there: readonly string[];
  readonly missing: readonly { readonly name: string; readonly why: string }[];
}

const MOST_CALLED = 60; // people in one message; the room itself shows the others
const LISTED = 40; // names; more would not be read

function partName(reader: Reader, part: Part): string {
  const { call } = reader.texts.rooms;
  switch (part.as) {
    case 'onCall':
      return call.onCall(groupName(reader, part.of));
    case 'role':
      return call.role(roleName(reader, part.of));
    case 'service':
      return call.service(serviceName(reader, part.of));
    default:
      return call[part.as];
  }
}

/** Each is called by what they are to it. */
export function callCard(reader: Reader, ticket: Ticket, guests: readonly Guest[]): Card | undefined {
  const { call } = reader.texts.rooms;
  const called = guests.slice(0, MOST_CALLED);
  if (called.length === 0) return undefined;
  const head = call.head(refOf(ticket));
  const groups = new Map<string, Guest[]>();
  for (const guest of called) {
    const name = partName(reader, guest.part);
    groups.set(name, [...(groups.get(name) ?? []), guest]);
  }
  const { between } = reader.texts.mark;
  const blocks = [...groups].map(
    ([name, some]): Block => ({
      ...{ type: 'call', as: name + between },
      people: some.map(({ name: text, user }) => ({ text, user })),
    }),
  );
  const more: Block[] =
    guests.length > called.length ? [{ type: 'small', text: [call.more(guests.length - called.length)] }] : [];
  return { summary: head, tone: 'alert', blocks: [{ type: 'text', text: [head] }, ...blocks, ...more] };
}

/** Short, without links: some chats take no more. */
export function topicOf(reader: Reader, ticket: Ticket): { readonly topic: string; readonly purpose: string } {
  const { texts } = reader;
  const state = ticket.major ? texts.majorState[ticket.major.state] : '';
  return {
    topic: cut(`${refOf(ticket)} ${ticket.title} · P${ticket.priority} · ${state}`),
    purpose: texts.rooms.purpose(refOf(ticket)),
  };
}

const cut = (text: string): string => (text.length > 250 ? `${text.slice(0, 249).toWellFormed()}…` : text);

/** The way to each room, on the agents' card. */
export function roomsLine(reader: Reader, ticket: Ticket): Block[] {
  const rooms = roomsOf(ticket);
  if (rooms.length === 0) return [];
  const links = rooms.flatMap(
    ({ platform, name, link, kind }, n): Rich => [
      ...(n > 0 ? [' · '] : []),
      link ? { type: 'link', text: name, href: link } : bold(kind === 'thread' ? reader.texts.rooms.thread : name),
      ` (${chatName(platform)})`,
    ],
  );
  return [{ type: 'text', text: [reader.texts.rooms.label, ...links] }];
}

/** `unknown`: whom the policy calls by a name by which nobody has ever come. */
export function roomsCard(reader: Reader, ticket: Shown, rooms: readonly RoomNow[], unknown: readonly string[]): Card {
  const head: Rich = [bold(`${refOf(ticket)} ${ticket.title}`)];
  const blocks = rooms.map((room): Block => ({ type: 'text', text: roomLines(reader, room) }));
  const never: Block[] =
    unknown.length > 0 ? [{ type: 'small', text: [reader.texts.rooms.unknown(listed(reader, unknown))] }] : [];
  return { ...said(head, [...blocks, ...never]), summary: plain(head) };
}

function roomLines(reader: Reader, room: RoomNow): Rich {
  const { rooms: texts, mark } = reader.texts;
  const { state, kind, name, link, why, there, missing } = room;
  const chat = bold(chatName(room.platform));
  if (state === 'intended') return [chat, mark.colon, texts.coming];
  if (state === 'refused') return [chat, mark.colon, texts.refused, why ?? ''];
  const way: Rich = [link ? { type: 'link', text: name, href: link } : kind === 'thread' ? texts.thread : name];
  const lines: Rich = [chat, mark.colon, ...way, ...(state === 'archived' ? [` · ${texts.closed}`] : [])];
  if (kind === 'thread')
    return [
      ...lines,
      ...line(
        texts.sent,
        listed(
          reader,
          missing.map((one) => one.name),
        ),
      ),
    ];
  const absent = missing.map((one) => `${one.name} (${one.why})`);
  return [...lines, ...line(texts.there, listed(reader, there)), ...line(texts.missing, listed(reader, absent))];
}

const line = (label: string, words: string): Rich => (words ? ['\n', label, words] : []);

function listed({ texts }: Reader, names: readonly string[]): string {
  const more = names.length > LISTED ? [texts.rooms.more(names.length - LISTED)] : [];
  return [...names.slice(0, LISTED), ...more].join(texts.mark.comma);
}
