// What both manifests say of Muster, made from the command table.

import { offered, table } from '../src/commands/table.ts';
import type { Verb } from '../src/commands/verb.ts';
import { nobody, type Rights } from '../src/people/person.ts';
import { en } from '../src/views/text/en.ts';
import { zh } from '../src/views/text/zh.ts';

export const name = 'Muster';
export const colour = '#24506b';

export const english = {
  tagline: 'A service desk where people already talk',
  sayings: 'What you can say to it:',
  of: en.help.of,
  /** What stands in the clients' menus. The id is the verb, with `_message` where the menu is a message's. */
  menus: {
    report_message: { title: 'Report this message', what: 'Report what this message says to the service desk' },
    report: { title: 'Report something', what: 'Report something to the service desk' },
    find: { title: 'Find a ticket', what: 'Find tickets by number or words', words: 'Number or words' },
  },
};
export const chinese: typeof english = {
  tagline: '就在大家聊天的地方的服务台',
  sayings: '您可以对它说：',
  of: zh.help.of,
  menus: {
    report_message: { title: '报告这条消息', what: '把这条消息所说的事报告给服务台' },
    report: { title: '报告问题', what: '向服务台报告问题' },
    find: { title: '查找工单', what: '按单号或词语查找工单', words: '单号或词语' },
  },
};

const AGENT: Rights = { ...nobody, manager: true };
/** What agents say all day: first where there is no room for all. */
const DAILY = ['queue', 'claim', 'tell', 'wait', 'resolve'];

const sayable = table.filter((verb) => offered(verb, AGENT));
/** Help stands last wherever it is offered, so that a list that is cut can keep it. */
const withHelp = (wanted: (verb: Verb) => boolean): readonly Verb[] => [
  ...sayable.filter((verb) => verb.name !== 'help' && wanted(verb)),
  ...sayable.filter((verb) => verb.name === 'help'),
];

export const anyones = withHelp(({ who }) => who === 'anyone');
export const requesters = withHelp((verb) => offered(verb, nobody));
export const agents = withHelp((verb) => !offered(verb, nobody)).toSorted((a, b) => rank(a) - rank(b));
/** What is worth asking in private: it tells something or begins something, and changes no ticket. */
export const asked = withHelp(({ does }) => does !== 'change');

function rank({ name }: Verb): number {
  if (name === 'help') return DAILY.length + 1;
  return DAILY.includes(name) ? DAILY.indexOf(name) : DAILY.length;
}

/** What a verb does, in a few words. */
export const meaning = ({ name, example }: Verb, { of } = english): string => of[name] ?? example;

/** All of it, in a line for each verb. */
export const description = (words: typeof english): string =>
  [words.tagline, '', words.sayings, ...sayable.map((verb) => `${verb.name}: ${meaning(verb, words)}`)].join('\n');
