// The storm as it is played: colleagues report, the incident manager accepts, the rooms come up, and it is mended in them.
import { DateTime } from 'luxon';
import type { Chats } from '../acts.ts';
import type { DeskTime } from '../clock.ts';
import type { Chat } from '../week/crew.ts';
import { buttonsOf, type Gesture } from './buttons.ts';
import type { StormFacts } from './facts.ts';
import type { Hands } from './hands.ts';
import { ECHO, ending, joins, LAST, type Line, reports, talk, update } from './words.ts';

/** Whom each pane had best be, and where. */
export interface Direction {
  readonly slack: Pane;
  readonly teams: Pane;
}
export interface Pane {
  /** A handle. */
  readonly who: string;
  /** The chat's own id. */
  readonly place: string;
}

export interface Stage {
  readonly hands: Hands;
  readonly chats: Chats;
  readonly time: DeskTime;
  readonly zone: string;
  readonly facts: () => Promise<StormFacts>;
  /** Where the first level has its cards. */
  readonly triage: Readonly<Partial<Record<Chat, string>>>;
  /** The first words of one chat were read in the other. */
  readonly crossed: () => void;
  readonly look: (where: Partial<Direction>) => void;
}

const PATIENCE = 30; // s, for what Muster is to do by itself
const ACCEPT = /^Accept$/;
const ME_TOO = /^Me too$/;
const TAKE = /^I’ll take it$/;
/** Through whose eyes the rooms are shown: two of one zone, so that the clocks of both panes agree. */
const VIEWERS: Readonly<Record<Chat, string>> = { slack: 'nadia', teams: 'bob' };
/** Somebody who only reported it. */
const REPORTER = 'camille';

/** Throws `Missed` where something does not come. */
export async function play(stage: Stage): Promise<void> {
  const { hands, look, triage } = stage;
  look({
    slack: { who: 'bob', place: triage.slack ?? generalOf(stage, 'slack') },
    teams: { who: 'alice', place: generalOf(stage, 'teams') },
  });
  const pouring = pour(stage);
  // It is waited for below; until then its failure is kept.
  pouring.catch(() => undefined);
  await Promise.race([proposal(stage), pouring.then(() => proposal(stage))]);
  const { on, place, press } = await hands.finds('dana', ACCEPT, PATIENCE);
  look({ [on]: { who: 'dana', place } });
  await hands.pause(2.2);
  await hands.does(press);
  await come(stage, 'declared', 'Dana accepted, and nothing was declared.');
  await inRooms(stage, await rooms(stage));
  await pouring;
}

async function pour(stage: Stage): Promise<void> {
  for (const line of reports) await speak(stage, line);
  await speak(stage, joins);
  await stage.hands.pause(0.8);
  await stage.hands.presses(joins.by, ME_TOO, PATIENCE, [joins.on]);
}

const proposal = (stage: Stage) => come(stage, 'proposed', 'The policy’s rule proposed no major incident.');

async function come({ hands, facts }: Stage, type: string, missed: string): Promise<void> {
  await hands.until(
    async () => (await facts()).happened.find((one) => one.type === type),
    PATIENCE,
    () => missed,
  );
}

/** Where everybody is. */
function generalOf({ chats }: Stage, on: Chat): string {
  const { channels } = chats[on].world;
  return channels.find(({ name }) => name === 'general')?.id ?? channels[0]?.id ?? '';
}

type Rooms = Readonly<Record<Chat, string>>;

/** Each pane goes to its room as soon as that stands. */
async function rooms({ hands, facts, look }: Stage): Promise<Rooms> {
  const ready = async (chat: Chat): Promise<string> => {
    const channel = await hands.until(
      async () => {
        const { happened } = await facts();
        const found = happened.find(({ type, data }) => type === 'roomed' && platformOf(data) === chat);
        return found && String((found.data.room as { channel: string }).channel);
      },
      PATIENCE,
      () => `No room came up in ${chat === 'slack' ? 'Slack' : 'Teams'}.`,
    );
    look({ [chat]: { who: VIEWERS[chat], place: channel } });
    return channel;
  };
  const [slack, teams] = await Promise.all([ready('slack'), ready('teams')]);
  return { slack, teams };
}

const platformOf = ({ room }: Readonly<Record<string, unknown>>) =>
  (room as { platform?: string } | undefined)?.platform;

async function inRooms(stage: Stage, rooms: Rooms): Promise<void> {
  const { hands, look, chats } = stage;
  const [question, ...others] = talk;
  if (question) {
    await speak(stage, question, rooms);
    await hands.reads('teams', rooms.teams, question.says, PATIENCE, 'What Nadia said in Slack did not come to Teams.');
    stage.crossed();
  }
  for (const line of others) await speak(stage, line, rooms);
  await hands.does(await theFreeRole(stage, rooms));
  for (const line of update) await speak(stage, line, rooms);
  await come(stage, 'updated', 'Dana’s update was not taken.');
  // How it looks to somebody who only reported it.
  const chat = chats.teams.personal(hands.idOf(REPORTER, 'teams'));
  await hands.reads('teams', chat, ECHO, PATIENCE, `The update did not reach ${hands.nameOf(REPORTER)}.`);
  look({ teams: { who: REPORTER, place: chat } });
  await hands.pause(4);
  look({ teams: { who: VIEWERS.teams, place: rooms.teams } });
  for (const line of ending) await speak(stage, line, rooms);
  await come(stage, 'mitigated', 'It was not noted that it is mitigated.');
  // Over when it is over for everybody: what was said stands on both sides.
  for (const chat of ['slack', 'teams'] as const)
    await hands.reads(chat, rooms[chat], LAST, PATIENCE, 'The last words did not come to both rooms.');
}

/** The last role that is free: until the headline has caught up, its buttons are those of roles that somebody has. */
function theFreeRole({ hands, chats }: Stage, rooms: Rooms): Promise<Gesture> {
  const only = async () => {
    const [one, ...more] = buttonsOf(chats, 'teams', hands.idOf('bob', 'teams')).filter(
      ({ label, place }) => place === rooms.teams && TAKE.test(label),
    );
    return more.length === 0 ? one?.press : undefined;
  };
  return hands.until(only, PATIENCE, () => 'The headline in Teams did not show which role is free.');
}

async function speak(stage: Stage, { after, by, on, at, says }: Line, rooms?: Rooms): Promise<void> {
  const { hands, chats, time, zone } = stage;
  await hands.pause(after);
  const direct = on === 'slack' ? chats.slack.directChannel : chats.teams.personal;
  const place =
    at === 'room' ? (rooms?.[on] ?? '') : at === 'general' ? generalOf(stage, on) : direct(hands.idOf(by, on));
  if (at === 'room') await hands.arrives(by, on, place, PATIENCE);
  await hands.says(by, on, place, typed(stage, { on, at, says }, time.now(), zone));
}

/** With what stands before a command in that place. */
function typed({ chats }: Stage, { on, at, says }: Pick<Line, 'on' | 'at' | 'says'>, now: Date, zone: string): string {
  const earlier = DateTime.fromJSDate(now, { zone }).minus({ minutes: 12 }).toFormat('HH:mm');
  const words = says.replace('{time}', earlier);
  if (!words.startsWith('report ')) return words.replace(/^\/desk(?= )/u, chats.command);
  if (on === 'slack') return `${chats.command} ${words}`;
  return at === 'direct' ? words : `@${chats.teams.world.botName} ${words}`;
}
