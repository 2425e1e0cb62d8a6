// What Muster says in English. The type of this object is what every other language has to fill.
import type { Language } from '../../people/person.ts';
import { bridge } from './en/bridge.ts';
import { circle } from './en/circle.ts';
import { declare } from './en/declare.ts';
import { files } from './en/files.ts';
import { forms } from './en/forms.ts';
import { lists } from './en/lists.ts';
import { major } from './en/major.ts';
import { people } from './en/people.ts';
import { refusals } from './en/refusals.ts';
import { review } from './en/review.ts';
import { rooms } from './en/rooms.ts';
import { running } from './en/running.ts';
import { said } from './en/said.ts';
import { ticket } from './en/ticket.ts';
import { ties } from './en/ties.ts';

export const en = {
  language: 'en' as Language,
  locale: 'en-GB',
  adapter: {
    repeat: 'This may be a repeat: the chat did not say whether the first one arrived.',
    openChat: 'I can only answer that in private. Open a chat with me and say it there.',
  },
  ...ticket,
  ...said,
  ...lists,
  ...forms,
  ...refusals,
  ...people,
  ...files,
  ...circle,
  ...ties,
  ...major,
  ...declare,
  ...rooms,
  ...review,
  ...running,
  ...bridge,
};

/** What a refusal's sentence may use; a view has turned ids into names and instants into the reader's time. */
export type RefusalFacts = Readonly<Record<string, string>>;
export type Texts = typeof en;
export type RefusalCode = keyof Texts['refusal'];
