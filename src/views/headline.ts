// The headline of a major incident, which stands in each of its rooms: what is so at this moment, and what to press.
import { isMajor, type Major, type MajorTask } from '../ticket/major.ts';
import { refOf } from '../ticket/record.ts';
import { type Block, type Button, bold, type Card, italic, plain, type Rich, type Row } from './cards.ts';
import { chatName, roomLink, SIGNS } from './major.ts';
import { act } from './pressed.ts';
import { nameOf, type Reader, type Shown } from './reader.ts';
import { roleName, roleTable, takeRole } from './roles.ts';
import { datedTime, span, zonedTime } from './time.ts';

const RECALLED = 400; // characters of the last update, of a resolution: more is read in the room
const TASK = 200; // characters
const TASKS = 8; // open ones in sight, and the last that are done
const ROLES = 6; // free ones in sight, each with its button

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most).trimEnd()}…` : text);
const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
const texted = (text: Rich): Block[] => (text.length > 0 ? [{ type: 'text', text }] : []);
const rowsOf = (rows: readonly Row[]): Block[] => (rows.length > 0 ? [{ type: 'rows', rows }] : []);

export function headlineCard(reader: Reader, ticket: Shown, major: Major): Card {
  const { running, majorState } = reader.texts;
  const goesOn = isMajor(ticket);
  const headline: Rich = [
    `📌 ${SIGNS[major.state]} `,
    bold(`${refOf(ticket)} ${ticket.title}`),
    ` · ${goesOn ? `${running.major} · ` : ''}${majorState[major.state]}`,
    ...(goesOn && major.declaredAt ? [running.since(zonedTime(reader, major.declaredAt))] : []),
  ];
  const body = goesOn ? ongoing(reader, ticket, major) : ended(reader, ticket, major);
  return {
    summary: plain(headline),
    tone: goesOn ? 'alert' : 'done',
    blocks: [{ type: 'headline', text: headline }, ...body],
    nonce: `${ticket.id}.${ticket.version}.room`,
  };
}

function ongoing(reader: Reader, ticket: Shown, major: Major): Block[] {
  return [
    ...roles(reader, ticket, major),
    ...rowsOf([{ text: extent(reader, ticket, major), button: act(ticket, reader.texts.button.show, 'show') }]),
    ...texted(updates(reader, major)),
    ...tasks(reader, ticket, major),
    ...rooms(reader, major),
    pressable(reader, ticket, major),
  ];
}

/** Who has which, and what is free. */
function roles(reader: Reader, ticket: Shown, major: Major): Block[] {
  const { running } = reader.texts;
  const all = Object.keys(roleTable(reader.policy));
  const held = all.filter((role) => major.roles[role]);
  const line = held.flatMap(
    (role, n): Rich => [
      n > 0 ? ` · ${roleName(reader, role)} ` : `${capital(roleName(reader, role))} `,
      bold(nameOf(reader, major.roles[role] ?? null)),
    ],
  );
  const free = all.filter((role) => !major.roles[role]).slice(0, ROLES);
  const rows = free.map((role) => ({
    text: [`${capital(roleName(reader, role))} · `, italic(running.free)],
    button: takeRole(ticket, running.takeIt, role),
  }));
  return [...texted(line), ...rowsOf(rows)];
}

function extent(reader: Reader, ticket: Shown, major: Major): Rich {
  const { running, card, level } = reader.texts;
  const reports = 1 + ticket.links.filter(({ as }) => as === 'parent' || as === 'original').length;
  const affects = major.update?.affects;
  const whom = affects ? ` · ${cut(affects, TASK)}` : '';
  return [`${running.reports(reports)} · ${card.impact(level[ticket.impact])}${whom}`];
}

function updates(reader: Reader, { update, updateDue }: Major): Rich {
  const { running, majorLine } = reader.texts;
  const last: Rich = update
    ? [running.lastUpdate(datedTime(reader, update.at)), italic(cut(update.text, RECALLED)), '\n']
    : [];
  const next: Rich = update?.next ? [majorLine.next, cut(update.next, TASK), '\n'] : [];
  // What is over stays over until the next one: that may be said on a card that stands.
  const late = updateDue !== null && updateDue <= reader.now;
  const due: Rich = updateDue
    ? [late ? `🔴 ${running.updateWasDue}` : running.updateDue, bold(datedTime(reader, updateDue))]
    : [majorLine.last];
  return [...last, ...next, ...due];
}

function tasks(reader: Reader, ticket: Shown, { tasks: all }: Major): Block[] {
  const { running, button } = reader.texts;
  const numbered = all.map((task, n) => ({ task, number: n + 1 }));
  const open = numbered.filter(({ task }) => task.done === null);
  const rows = open.slice(0, TASKS).map(({ task, number }) => ({
    text: taskLine(reader, task, number),
    button: act(ticket, button.taskDone, 'done', { args: { task: String(number) } }),
  }));
  const finished = numbered.length - open.length;
  const more = [
    ...(open.length > TASKS ? [running.moreTasks(open.length - TASKS)] : []),
    ...(finished > 0 ? [running.tasksDone(finished)] : []),
  ];
  return [...rowsOf(rows), ...(more.length > 0 ? [{ type: 'small', text: [more.join(' · ')] } satisfies Block] : [])];
}

function taskLine(reader: Reader, { text, person, due }: MajorTask, number: number): Rich {
  const overdue = due !== null && due <= reader.now;
  const who: Rich = person ? [' · ', bold(nameOf(reader, person))] : [];
  const when = due ? ` · ${overdue ? '🔴 ' : ''}${datedTime(reader, due)}` : '';
  return [`${number}. ${cut(text, TASK)}`, ...who, when];
}

/** Where its people meet, on each chat. */
function rooms(reader: Reader, major: Major): Block[] {
  if (major.rooms.length === 0) return [];
  const links = major.rooms.flatMap(
    (room, n): Rich => [`${n > 0 ? ' · ' : ''}${chatName(room.platform)} `, ...roomLink(room)],
  );
  return [{ type: 'small', text: [reader.texts.running.rooms, ...links] }];
}

function pressable(reader: Reader, ticket: Shown, { state }: Major): Block {
  const { button } = reader.texts;
  const form = { form: true };
  const standing: Button =
    state === 'investigating'
      ? act(ticket, button.mitigated, 'mitigated')
      : act(ticket, button.monitoring, 'monitoring');
  return {
    type: 'buttons',
    buttons: [
      act(ticket, button.update, 'update', { ...form, style: 'primary' }),
      act(ticket, button.task, 'task', form),
      act(ticket, button.decision, 'decide', form),
      ...(state === 'monitoring' ? [] : [standing]),
      act(ticket, button.resolve, 'resolve', form),
    ],
    more: [
      act(ticket, button.roles, 'role', form),
      act(ticket, button.inform, 'inform', form),
      act(ticket, button.postpone, 'postpone', form),
      ...(state === 'investigating' ? [act(ticket, button.monitoring, 'monitoring')] : []),
      act(ticket, button.priority, 'priority', form),
      act(ticket, button.history, 'history'),
    ],
  };
}

/** What it was, how long it took, and what comes of it. */
function ended(reader: Reader, ticket: Shown, major: Major): Block[] {
  const { running, button } = reader.texts;
  const { declaredAt, mitigatedAt, review } = major;
  const until = ticket.resolvedAt ?? ticket.closedAt;
  const left = major.tasks.filter(({ done }) => done === null);
  const lines: Rich[] = [
    ...(ticket.resolution ? [[cut(ticket.resolution, RECALLED)]] : []),
    ...(declaredAt ? [[running.began(zonedTime(reader, declaredAt))]] : []),
    ...(declaredAt && mitigatedAt ? [[running.wasMitigated(lasted(reader, declaredAt, mitigatedAt))]] : []),
    ...(declaredAt && until && major.state === 'resolved'
      ? [[running.wasResolved(lasted(reader, declaredAt, until))]]
      : []),
    // Nobody ends them with it: what is still to be done is for the review to take up.
    ...(left.length > 0
      ? [
          [
            running.leftOpen(left.length),
            left
              .slice(0, TASKS)
              .map(({ text }) => cut(text, TASK))
              .join(' · '),
          ],
        ]
      : []),
    ...(review ? [[review.publishedAt ? running.published : running.reviewDue(datedTime(reader, review.due))]] : []),
  ];
  return [
    ...texted(lines.flatMap((one, n) => (n > 0 ? ['\n', ...one] : one))),
    ...rooms(reader, major),
    {
      type: 'buttons',
      buttons: [
        ...(review ? [act(ticket, reader.texts.review.open, 'review', { style: 'primary' })] : []),
        act(ticket, button.show, 'show'),
        act(ticket, button.history, 'history'),
      ],
    },
  ];
}

const lasted = (reader: Reader, from: string, to: string): string => span(reader, Date.parse(to) - Date.parse(from));
