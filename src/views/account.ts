// Who Muster takes you for: accounts, language, zone and roles; and the question before two accounts become one person's.
import type { Account, Person, Rights } from '../people/person.ts';
import { type Block, type Button, bold, type Card, type Rich } from './cards.ts';
import { listed } from './lists.ts';
import { type Called, calledAs, chatName } from './news.ts';
import { groupName, type Reader } from './reader.ts';
import { said } from './replies.ts';

export const called = ({ platform, name }: Pick<Account, 'platform' | 'name'>): Called => ({ chat: platform, name });

const isHere = (one: Account, here: Account): boolean =>
  one.platform === here.platform && one.workspace === here.workspace && one.user === here.user;

/** What the person has chosen themselves is said to be so. */
export interface Known {
  readonly person: Person & { readonly chosen: readonly string[] };
  readonly accounts: readonly Account[];
  readonly here: Account;
  readonly rights: Rights;
}

export function accountCard(reader: Reader, { person, accounts, here, rights }: Known): Card {
  const { account } = reader.texts;
  const rows = accounts.map((one) => {
    const notes = [one.mail ?? account.noMail, account.how[one.joined], isHere(one, here) ? account.here : ''];
    return { text: [bold(chatName(one.platform)), ` · ${[one.name, ...notes.filter(Boolean)].join(' · ')}`] };
  });
  const whence = (name: 'zone' | 'language') =>
    person.chosen.includes(name) ? account.chosen : person[name] ? account.told : account.ours;
  const language = person.language ?? reader.policy.organisation.language;
  const facts = [
    { label: account.language, value: [`${account.languages[language]} (${whence('language')})`] },
    { label: account.zone, value: [`${reader.zone} (${whence('zone')})`] },
    { label: account.roles, value: [rolesOf(reader, rights).join(', ')] },
  ];
  const buttons: Button[] = [{ label: account.join, verb: 'account', args: { what: 'join' } }];
  if (accounts.some(({ joined }) => joined === 'code'))
    buttons.push({ label: account.leave, verb: 'account', args: { what: 'leave' } });
  return listed(account.title(person.name), [
    { type: 'rows', rows },
    { type: 'facts', facts },
    { type: 'buttons', buttons },
  ]);
}

function rolesOf(reader: Reader, { groups, manager, administrator }: Rights): string[] {
  const { account } = reader.texts;
  const roles = [
    ...groups.map((group) => account.agent(groupName(reader, group))),
    ...(manager ? [account.manager] : []),
    ...(administrator ? [account.administrator] : []),
  ];
  return roles.length > 0 ? roles : [account.member];
}

export function codeCard({ texts: { account }, command }: Reader, code: string): Card {
  const rich: Rich = [bold(code), `\n${account.sayCode(code, command)}`];
  const rest: Block[] = [{ type: 'small', text: [account.keepIt] }];
  return said(rich, rest);
}

export function askJoinCard({ texts: { account } }: Reader, one: Called, other: Called, code: string): Card {
  const buttons: Button[] = [
    { label: account.yes, verb: 'account', args: { what: `join ${code}`, sure: 'yes' }, style: 'primary' },
  ];
  return said([account.ask(calledAs(one), calledAs(other))], [{ type: 'buttons', buttons }]);
}
