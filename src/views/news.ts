// What is about no ticket and said once: accounts joined or split, somebody who left and what went back.
import type { Parting } from '../ticket/parting.ts';
import { type Block, bold, type Card, type Rich } from './cards.ts';
import { groupName, type Reader } from './reader.ts';
import { said } from './replies.ts';

/** An account in words: on which chat, and what it is called there. */
export interface Called {
  readonly chat: string;
  readonly name: string;
}

/** A ticket that went back to its group. */
export interface Returned {
  readonly ref: string;
  readonly group: string;
}

export type News =
  | { readonly type: 'joined' | 'split'; readonly one: Called; readonly other: Called }
  /** `group`: told in that group's own channel; null: to the incident managers. */
  | {
      readonly type: 'parted';
      readonly name: string;
      readonly cause: Parting;
      readonly group: string | null;
      readonly returned: readonly Returned[];
    }
  /** Whoever is to be in the room of a major incident, and could not be brought in. `link`: null for a thread. */
  | {
      readonly type: 'called';
      readonly ref: string;
      readonly title: string;
      readonly platform: string;
      readonly room: string;
      readonly link: string | null;
      readonly why: string | null;
    };

const LISTED = 30; // references; more would not be read in a chat

/** slack → Slack. */
export const chatName = (platform: string): string => platform.charAt(0).toUpperCase() + platform.slice(1);
export const calledAs = ({ chat, name }: Called): string => `${chatName(chat)} (${name})`;

export function newsCard(reader: Reader, news: News): Card {
  if (news.type === 'called') return calledCard(reader, news);
  const { account, parted } = reader.texts;
  if (news.type !== 'parted') {
    const tell = news.type === 'joined' ? account.joined : account.split;
    const undo = { label: account.undo, verb: 'account', args: { what: 'leave' } };
    const buttons: Block[] = news.type === 'joined' ? [{ type: 'buttons', buttons: [undo] }] : [];
    return said([tell(calledAs(news.one), calledAs(news.other))], buttons);
  }
  const { name, cause, group, returned } = news;
  const theirs = group === null ? returned : returned.filter((one) => one.group === group);
  const refs = theirs
    .slice(0, LISTED)
    .map(({ ref, group: to }) => (group === null ? `${ref} (${groupName(reader, to)})` : ref));
  const more = theirs.length > LISTED ? [parted.more(theirs.length - LISTED)] : [];
  const rich: Rich = [bold(parted[cause](name)), `\n${parted.back} `, [...refs, ...more].join(', '), '.'];
  return said(rich, [], 'alert');
}

function calledCard({ texts }: Reader, { ref, title, platform, room, link, why }: News & { type: 'called' }): Card {
  const { news } = texts.rooms;
  const chat = chatName(platform);
  const way: Rich = link
    ? [news.way(chat), { type: 'link', text: room, href: link }]
    : [news.thread(chat), bold(room), '.'];
  const show: Block = { type: 'buttons', buttons: [{ label: texts.button.show, verb: 'show', args: { ref } }] };
  return said([bold(news.called(ref, title)), '\n', ...way, ...(why ? ['\n', news.why(why)] : [])], [show], 'alert');
}
