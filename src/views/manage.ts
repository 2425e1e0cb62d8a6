// For administrators: what is there and what is missing, and what was administered.
import type { Audited } from '../people/audit.ts';
import { type Block, type Button, bold, type Card, type Rich } from './cards.ts';
import type { Finding, Installation } from './findings.ts';
import { listed } from './lists.ts';
import { chatName } from './news.ts';
import { groupName, nameOf, type Reader } from './reader.ts';
import { relative, shortTime } from './time.ts';

const SIGNS: Readonly<Record<Finding['state'], string>> = { good: '✅', warning: '⚠️', bad: '❌' };

/** A sentence with its sign. */
interface Line {
  readonly state: Finding['state'];
  readonly text: string;
}

/** What the policy and the database say of it. */
export interface Asked {
  readonly installation: Installation;
  readonly policyVersion: number;
  /** Names in the policy with which nobody has ever come. */
  readonly never: readonly string[];
}

export function setupCard(reader: Reader, asked: Asked): Card {
  const { setup } = reader.texts;
  const chats = [...asked.installation.health].map(([chat, looked]) => ({
    title: chatName(chat),
    lines: [
      ...looked.findings.map((finding) => lineOf(reader, finding)),
      looked.heardAgo === null ? warning(setup.silent) : good(setup.heard(ago(reader, looked.heardAgo))),
    ],
    asOf: setup.asOf(ago(reader, looked.lookedAgo)),
  }));
  const parts = [...chats, { title: setup.desk, lines: deskLines(reader, asked), asOf: '' }];
  const wrong = parts.flatMap(({ lines }) => lines).filter(({ state }) => state !== 'good');
  const blocks = parts.flatMap(({ title, lines, asOf }): Block[] => {
    const text: Rich = [bold(title), ...lines.map(({ state, text: words }) => `\n${SIGNS[state]} ${words}`)];
    return [{ type: 'text', text }, ...(asOf ? [{ type: 'small', text: [asOf] } as const] : [])];
  });
  const again: Button = { label: setup.again, verb: 'setup', args: {} };
  return listed(setup.title, [
    { type: 'text', text: [wrong.length > 0 ? setup.missing(wrong.length) : setup.good] },
    ...blocks,
    { type: 'buttons', buttons: [again] },
  ]);
}

const ago = (reader: Reader, ms: number): string =>
  relative(reader, new Date(Date.parse(reader.now) - ms).toISOString());
const good = (text: string): Line => ({ state: 'good', text });
const warning = (text: string): Line => ({ state: 'warning', text });

function lineOf({ texts: { setup } }: Reader, { state, what, id = '', why = '' }: Finding): Line {
  const of = setup.of;
  const fine = state === 'good';
  switch (what) {
    case 'scopes':
    case 'scopes-unknown':
      return { state, text: of[what]() };
    case 'scope':
      return { state, text: of.scope(id, setup.without[id] ?? setup.something) };
    case 'place':
      return { state, text: of.place(id, fine, why) };
    case 'circle':
      return { state, text: why === 'open' ? setup.open(id) : of.circle(id, why, state === 'warning') };
    case 'login':
    case 'hears':
    case 'rooms':
      return { state, text: of[what](fine, why) };
    case 'address':
    case 'private':
      return { state, text: of[what](fine) };
  }
}

function deskLines(reader: Reader, { installation, never, policyVersion }: Asked): Line[] {
  const { setup } = reader.texts;
  const { groups, roles } = reader.policy;
  const chats = [...installation.health.keys()];
  const placeless = Object.entries(groups).flatMap(([group, { triage, members }]) =>
    chats
      .filter((chat) => triage[chat] === undefined && members.length > 0)
      .map((chat) => warning(setup.placeless(groupName(reader, group), chatName(chat)))),
  );
  const lines = [
    ...(installation.overWall ? [{ state: 'bad', text: setup.wall } as const] : []),
    ...(installation.differs ? [warning(setup.differs(String(policyVersion)))] : []),
    ...(never.length > 0 ? [warning(setup.never(never.join(', ')))] : []),
    ...(roles.administrator.length === 0 ? [warning(setup.nobodyAdministers)] : []),
    ...placeless,
  ];
  return lines.length > 0 ? lines : [good(setup.good)];
}

export function auditCard(
  reader: Reader,
  page: readonly Audited[],
  next: Readonly<Record<string, string>> | undefined,
): Card {
  const { audit, button, mark } = reader.texts;
  const text = page.flatMap((fact): Rich => {
    const by = fact.by ? nameOf(reader, fact.by) : '';
    return [`${shortTime(reader, fact.at)}  `, sentenceOf(reader, fact), by ? mark.aside(by) : '', '\n'];
  });
  const buttons: Block[] = next
    ? [{ type: 'buttons', buttons: [{ label: button.next, verb: 'audit', args: next }] }]
    : [];
  return listed(audit.title, [{ type: 'text', text: text.length > 0 ? text : [audit.empty] }, ...buttons]);
}

function sentenceOf(reader: Reader, fact: Audited): string {
  const { audit } = reader.texts;
  const who = nameOf(reader, fact.about);
  switch (fact.type) {
    case 'accounts-joined':
    case 'accounts-split':
      return audit.line[fact.type](who, fact.chats.map(chatName).join(' + '), audit.how[fact.how]);
    case 'account-left':
    case 'account-back':
      return audit.line[fact.type](who, fact.chats.map(chatName).join(', '));
    case 'parted':
      return audit.line.parted(who, fact.tickets);
    case 'role-gained':
    case 'role-lost':
      return audit.line[fact.type](who, fact.name);
    case 'policy-taken':
      return audit.line['policy-taken'](fact.version);
    case 'forgotten':
    case 'retention':
      return audit.line[fact.type](fact.tickets);
    case 'exported':
      return audit.line.exported(fact.what);
    case 'confidential':
      return audit.line.confidential(fact.ref);
    case 'secret-set':
    case 'secret-forgotten':
      return audit.line[fact.type](fact.name);
    case 'secrets-rotated':
      return audit.line['secrets-rotated'](fact.count);
  }
}
