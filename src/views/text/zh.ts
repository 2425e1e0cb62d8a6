// What Muster says in simplified Chinese. Verbs stay as they are typed; the examples of times are Chinese ones.
import type { Texts } from './en.ts';
import { bridge } from './zh/bridge.ts';
import { circle } from './zh/circle.ts';
import { declare } from './zh/declare.ts';
import { files } from './zh/files.ts';
import { forms } from './zh/forms.ts';
import { lists } from './zh/lists.ts';
import { major } from './zh/major.ts';
import { people } from './zh/people.ts';
import { refusals } from './zh/refusals.ts';
import { review } from './zh/review.ts';
import { rooms } from './zh/rooms.ts';
import { running } from './zh/running.ts';
import { said } from './zh/said.ts';
import { ticket } from './zh/ticket.ts';
import { ties } from './zh/ties.ts';

export const zh: Texts = {
  language: 'zh',
  locale: 'zh-CN',
  adapter: {
    repeat: '这可能是重复的消息：聊天平台没有说明上一条是否送达。',
    openChat: '这个我只能私下回答。请与我开启私聊，在那里告诉我。',
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
