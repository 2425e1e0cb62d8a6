// How an incident becomes a major one: what is asked of whoever may declare it, what is said of it, and what there is.
import { type Major, ROLES, type Room, roomsOf } from '../ticket/major.ts';
import { refOf, type Ticket } from '../ticket/record.ts';
import { type Block, type Button, bold, type Card, type Form, type Rich, type Row } from './cards.ts';
import { area, form } from './fields.ts';
import { listed } from './lists.ts';
import { ruleAsks, ruleWords } from './major.ts';
import { act } from './pressed.ts';
import { groupName, nameOf, type Reader, type Shown, serviceName } from './reader.ts';
import { said } from './replies.ts';
import { roleName } from './roles.ts';
import { datedTime, relative, span } from './time.ts';

const MINUTE = 60_000;

/** What the reader may do about it, how many reported it, and on which chats the room comes up. */
export interface Asked {
  readonly declares: boolean;
  readonly manager: boolean;
  readonly people: number;
  readonly minutes: number;
  readonly chats: readonly string[];
  /** Who asks: whoever declares it comes too. */
  readonly me: string | null;
}

/** "Declare a major incident for INC-140?", with what is known and who would come. */
export function declareCard(reader: Reader, ticket: Shown, asked: Asked): Card {
  const { declare, mark } = reader.texts;
  const title = declare.title(refOf(ticket), ticket.title);
  const many = asked.people > 1;
  const reported = many
    ? declare.people(asked.people, span(reader, asked.minutes * MINUTE))
    : declare.alone(nameOf(reader, ticket.requester), relative(reader, ticket.reportedAt));
  const room = declare.room(asked.chats.map(chatName), comingTo(reader, ticket, asked));
  const text: Rich = [bold(title), '\n', reported + mark.between + room];
  const { button } = declare;
  const buttons = asked.declares
    ? [
        act(ticket, button.declare, 'major declare', { style: 'primary' }),
        act(ticket, button.only, 'major propose'),
        act(ticket, button.reason, 'major declare', { form: true }),
      ]
    : [
        act(ticket, button.propose, 'major propose', { style: 'primary' }),
        act(ticket, button.reason, 'major propose', { form: true }),
      ];
  const rest: Block[] = asked.declares ? [] : [{ type: 'small', text: [declare.managers] }];
  return ofVersion(ticket, {
    ...said(text, [...rest, { type: 'buttons', buttons }], 'alert'),
    summary: title,
  });
}

const chatName = (platform: string): string => platform.charAt(0).toUpperCase() + platform.slice(1);

/** Who is brought into the room, as far as it is known before there is one. */
function comingTo(reader: Reader, ticket: Shown, { declares, me }: Asked): string[] {
  const { policy, texts } = reader;
  const onCall = policy.groups[ticket.group]?.on_call ?? [];
  const called = !Array.isArray(onCall) || onCall.length > 0;
  const service = ticket.service ? policy.services[ticket.service] : undefined;
  const hands = [...new Set([ticket.owner, ticket.assignee])].filter((id) => id !== null);
  const also = declares && me && !hands.includes(me) ? [me] : [];
  return [
    ...(called ? [texts.declare.onCall(groupName(reader, ticket.group))] : []),
    ...[...also, ...hands].map((id) => nameOf(reader, id)),
    ...(ticket.service && service && service.owners.length > 0
      ? [texts.declare.owner(serviceName(reader, ticket.service))]
      : []),
  ];
}

/** Who proposed it and why; whoever may answer is given the buttons. */
export function proposedCard(reader: Reader, ticket: Shown, { manager }: Pick<Asked, 'manager'>): Card {
  const { declare } = reader.texts;
  const buttons: Block[] = manager
    ? [{ type: 'buttons', buttons: answers(reader, ticket) }]
    : [{ type: 'small', text: [declare.asked] }];
  return ofVersion(ticket, said([...proposal(reader, ticket), '\n', ...called(ticket)], buttons, 'alert'));
}

export function answers(reader: Reader, ticket: Shown): Button[] {
  const { button } = reader.texts.declare;
  return [
    act(ticket, button.accept, 'major accept', { style: 'primary' }),
    act(ticket, button.reject, 'major reject', { form: true }),
  ];
}

const called = (ticket: Ticket): Rich => [bold(`${refOf(ticket)} ${ticket.title}`), ` · P${ticket.priority}`];

const NOBODY = { by: null, because: null, rule: null };
const proposal = (reader: Reader, ticket: Shown): Rich => proposalOf(reader, ticket, ticket.major?.proposed ?? NOBODY);

/** Who proposes it, and why; of a rule also from where on it speaks. */
export function proposalOf(
  reader: Reader,
  ticket: Shown,
  { by, because, rule }: Pick<NonNullable<Major['proposed']>, 'by' | 'because' | 'rule'>,
): Rich {
  const { declare, mark } = reader.texts;
  const ref = refOf(ticket);
  const lead = by ? declare.word.proposed(nameOf(reader, by), ref) : declare.word.ruled(ref);
  const reasons = [rule && ruleWords(reader, rule), because].filter((one) => one !== null);
  const asks = rule && ruleAsks(reader, rule);
  return [
    bold(lead),
    reasons.length > 0 ? mark.colon + reasons.join(mark.comma) : '',
    mark.stop,
    ...(asks ? [mark.between + asks] : []),
  ];
}

/** Where it stands, its rooms and who has which role. */
export function majorCard(reader: Reader, ticket: Shown, { manager }: Pick<Asked, 'manager'>): Card {
  const { declare, button, mark } = reader.texts;
  const { major } = ticket;
  if (!major) throw new Error('only a major incident has this card');
  const rooms = roomsOf(ticket);
  const names = [...ROLES, ...Object.keys(reader.policy.major.roles)].flatMap((role) => {
    const person = major.roles[role];
    return person ? [`${roleName(reader, role)} ${nameOf(reader, person)}`] : [];
  });
  const text: Rich = [
    '🔴 ',
    ...called(ticket),
    '\n',
    declare.state(reader.texts.majorState[major.state], datedTime(reader, major.declaredAt ?? reader.now)),
    '\n',
    ...(rooms.length > 0 ? [declare.rooms, ...roomLinks(rooms, mark.comma)] : [declare.noRooms]),
    '\n',
    names.length > 0 ? declare.roles + names.join(mark.comma) : declare.noRoles,
    '\n',
    ...lastWord(reader, ticket),
  ];
  const demote = manager ? [act(ticket, declare.button.demote, 'major demote', { form: true, style: 'danger' })] : [];
  return ofVersion(
    ticket,
    said(text, [{ type: 'buttons', buttons: [act(ticket, button.show, 'show'), ...demote] }], 'alert'),
  );
}

const roomLinks = (rooms: readonly Room[], between: string): Rich =>
  rooms.flatMap(
    ({ name, link }, n): Rich => [
      ...(n > 0 ? [between] : []),
      link ? { type: 'link', text: name, href: link } : bold(name),
    ],
  );

/** Two renderings of one state are one card: a button that was pressed twice was pressed once. */
const ofVersion = (ticket: Shown, card: Card): Card => ({ ...card, nonce: `${ticket.id}.${ticket.version}.major` });

/** What there is, and what is to be answered. */
export function majorsCard(
  reader: Reader,
  majors: readonly Shown[],
  proposals: readonly Shown[],
  { manager }: Pick<Asked, 'manager'>,
): Card {
  const { declare } = reader.texts;
  const rows = majors.map((ticket) => majorRow(reader, ticket));
  const waiting = proposals.map((ticket) => proposalRow(reader, ticket, manager));
  return listed(declare.list, [
    rows.length > 0 ? { type: 'rows', rows } : { type: 'text', text: [declare.none] },
    ...(waiting.length > 0
      ? ([
          { type: 'divider' },
          { type: 'text', text: [bold(declare.proposals)] },
          { type: 'rows', rows: waiting },
        ] as const)
      : []),
  ]);
}

type Outage = Pick<Ticket, 'kind' | 'number' | 'title' | 'major'>;

export const majorRow = (reader: Reader, ticket: Shown): Row => ({
  text: outage(reader, ticket),
  button: act(ticket, reader.texts.declare.button.major, 'major'),
});

export const proposalRow = (reader: Reader, ticket: Shown, manager: boolean): Row => ({
  text: [...called(ticket), '\n', ...proposal(reader, ticket)],
  button: act(ticket, manager ? reader.texts.declare.button.answer : reader.texts.button.show, 'major'),
});

/** What anybody may know of a major incident: that it is one, since when, and its last word. */
export function outage(reader: Reader, ticket: Outage): Rich {
  const { declare, majorState } = reader.texts;
  const { state = 'investigating', declaredAt = null } = ticket.major ?? {};
  const since = declaredAt ? ` · ${declare.since(datedTime(reader, declaredAt))}` : '';
  return [
    '🔴 ',
    bold(`${refOf(ticket)} ${ticket.title}`),
    ` · ${majorState[state]}${since}\n`,
    ...lastWord(reader, ticket),
  ];
}

function lastWord(reader: Reader, { major }: Outage): Rich {
  const { declare } = reader.texts;
  const update = major?.update;
  return update ? [declare.update(datedTime(reader, update.at)), update.text] : [declare.noUpdate];
}

export const outageCard = (reader: Reader, ticket: Shown): Card => said(outage(reader, ticket), [], 'alert');

export const askedCard = (reader: Reader, ticket: Shown): Card =>
  said([...called(ticket), '\n', reader.texts.declare.asked], [], 'alert');

/** To anybody: what is known, with one press to be counted, or to follow it. */
export function knownCard(reader: Reader, majors: readonly Shown[], agent: boolean): Card {
  const { declare } = reader.texts;
  const rows = majors.map((ticket) => knownRow(reader, ticket, agent));
  return listed(declare.known, [
    rows.length > 0 ? { type: 'rows', rows } : { type: 'text', text: [declare.noneKnown] },
  ]);
}

/** Agents follow it; whoever reports is counted, and hears each update. Whose report is a part of it is counted already. */
export function knownRow(reader: Reader, ticket: Shown, agent: boolean, own: readonly Shown[] = []): Row {
  const { button, running, tie } = reader.texts;
  const mine = own.find(({ id, links }) => id === ticket.id || links.some(({ to }) => to === ticket.id));
  if (mine) {
    const words = mine.id === ticket.id ? running.isOne : running.yours(refOf(mine));
    return { text: [...outage(reader, ticket), '\n', words] };
  }
  return {
    text: outage(reader, ticket),
    button: agent
      ? act(ticket, button.subscribe, 'subscribe')
      : { label: tie.meToo, verb: 'report', args: { same: refOf(ticket) } },
  };
}

/** To whoever wants to be counted and is. */
export const countedCard = (reader: Reader, major: Shown, mine: Shown): Card =>
  said([reader.texts.declare.counted(refOf(major), refOf(mine))]);

/** Above the form of a report: what is known already. */
export const knownIntro = (reader: Reader, majors: readonly Shown[]): Rich =>
  majors.length === 0
    ? []
    : [reader.texts.declare.outage, ...majors.flatMap((major): Rich => ['\n', ...outage(reader, major)])];

type Reasoned = 'major declare' | 'major propose' | 'major reject' | 'major demote';

export function reasonForm(reader: Reader, verb: Reasoned, args: Form['args']): Form {
  return form(reader, verb, args, [area('because', reader.texts.form.because, verb === 'major demote')]);
}
