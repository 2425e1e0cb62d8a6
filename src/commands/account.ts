// account: who Muster takes you for; two accounts joined by a code said in both direct chats, and split; language and zone.
import { randomInt } from 'node:crypto';
import { Refusal } from '../errors.ts';
import { type Account, type Chosen, knownZone, languageOf } from '../people/person.ts';
import { recordAudit } from '../storage/audit.ts';
import type { Tx } from '../storage/database.ts';
import { codeOf, join, keepCode, missesOf, prove, split } from '../storage/joining.ts';
import { accountsOf, findAccount, personOf } from '../storage/people.ts';
import { persons } from '../storage/tables.ts';
import type { PersonId } from '../ticket/record.ts';
import { accountCard, askJoinCard, called, codeCard } from '../views/account.ts';
import { calledAs, type News } from '../views/news.ts';
import { readerFor } from '../views/reader.ts';
import { said } from '../views/replies.ts';
import { type Acted, type Action, type Args, type Asking, person } from './verb.ts';

const HOLDS = 600_000; // ms that a code holds, and in which wrong ones are counted
const TRIES = 5;
/** Nothing that could be taken for something else: no 0 and O, no 1, I and L, no U. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const JOIN = /^join(?:\s+([2-9A-HJKMNP-TV-Z]{4})[\s-]?([2-9A-HJKMNP-TV-Z]{4}))?$/iu;

export const account: Action = {
  name: 'account',
  aliases: ['账号', '账户'],
  does: 'act',
  who: 'anyone',
  ref: false,
  rest: 'what',
  meant: (words) => /^(?:|leave|join(?:\s+[2-9A-Z]{4}[\s-]?[2-9A-Z]{4})?)$/iu.test(words),
  keys: ['language', 'zone'],
  example: 'account',
  async act(tx, asking, args) {
    const what = (args.what ?? '').trim();
    if (args.language || args.zone) return choose(tx, asking, args);
    if (what === '') return { card: await whoYouAre(tx, asking) };
    if (/^leave$/iu.test(what)) return leave(tx, asking);
    if (!/^join\b/iu.test(what))
      throw new Refusal('unexpected-words', { verb: 'account', rest: what.slice(0, 80), example: 'account join' });
    if (!asking.direct) throw new Refusal('direct-only', { example: `account ${what.slice(0, 40)}` });
    const [, first, second] = JOIN.exec(what) ?? [];
    if (/^join$/iu.test(what)) return { card: await giveCode(tx, asking), fleeting: true };
    return tryCode(tx, asking, first && second ? `${first}${second}`.toUpperCase() : '', args.sure === 'yes');
  },
};

async function whoYouAre(tx: Tx, { organisation, account: here, reader, rights }: Asking) {
  const known = await personOf(tx, organisation, here.person);
  const accounts = (await accountsOf(tx, organisation, here.person)).filter(({ leftAt }) => !leftAt);
  const ordered = accounts.toSorted((one, other) => one.platform.localeCompare(other.platform));
  return accountCard(reader, { person: known, accounts: ordered, here, rights });
}

async function giveCode(tx: Tx, { organisation, account: here, reader, now }: Asking) {
  const code = Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  await keepCode(tx, organisation, here, code, new Date(Date.parse(now) + HOLDS).toISOString());
  return codeCard(reader, `${code.slice(0, 4)}-${code.slice(4)}`);
}

/** A wrong code is an answer and no refusal: what is refused is rolled back, and this has to be counted. */
async function tryCode(tx: Tx, asking: Asking, code: string, sure: boolean): Promise<Acted> {
  const { organisation, account: here, reader, now } = asking;
  const { account: texts } = reader.texts;
  const since = new Date(Date.parse(now) - HOLDS).toISOString();
  if ((await missesOf(tx, organisation, here, since)) >= TRIES) throw new Refusal('too-many-tries');
  const name = await codeOf(tx, organisation, code, now, sure);
  const there = name ? await findAccount(tx, organisation, name) : null;
  if (!there || there.leftAt || there.guest) {
    const misses = await missesOf(tx, organisation, here, since, now);
    return { card: said([texts.missed(TRIES - misses)]) };
  }
  if (there.platform === here.platform && there.user === here.user) return { card: said([texts.ownCode]) };
  checkProven(there, here);
  if (!sure) return { card: askJoinCard(reader, called(there), called(here), code), fleeting: true };
  return joinThem(tx, asking, there);
}

/** What came by an address alone proves nothing about the person that it came to: a code there would lend it their roles. */
function checkProven(one: Account, other: Account): void {
  const same = one.person === other.person;
  if (same && one.joined !== 'mail' && other.joined !== 'mail') throw new Refusal('joined-already');
  const doubtful = [one, other].filter(({ joined }) => joined === 'mail');
  const [first] = doubtful;
  if (first && (!same || doubtful.length > 1)) throw new Refusal('join-unproven', { names: calledAs(called(first)) });
}

async function joinThem(tx: Tx, asking: Asking, there: Account): Promise<Acted> {
  const { organisation, account: here, reader } = asking;
  const chats = [there.platform, here.platform];
  const by = person(asking).id;
  let into: PersonId = there.person;
  if (there.person === here.person) {
    await prove(tx, organisation, there.joined === 'mail' ? there : here, 'code');
  } else {
    // A verified address stays where the policy looks for it; else whoever asked for the code goes on.
    const [one, other] = [
      await personOf(tx, organisation, there.person),
      await personOf(tx, organisation, here.person),
    ];
    into = !one.mail && other.mail ? other.id : one.id;
    await join(tx, organisation, into === one.id ? other.id : one.id, into);
  }
  await recordAudit(tx, organisation, { type: 'accounts-joined', chats, how: 'code' }, { by, about: into });
  return told(reader.texts.account.joined, 'joined', here, there);
}

/** The one who did it is answered, the other account is told. */
function told(
  sentence: (one: string, other: string) => string,
  type: 'joined' | 'split',
  here: Account,
  there: Account,
): Acted {
  const [one, other] = [called(there), called(here)];
  const news: News = { type, one, other };
  const { platform, workspace, user } = there;
  const to = { kind: 'direct', platform, workspace, user } as const;
  return { card: said([sentence(calledAs(one), calledAs(other))]), news: [{ to, news }] };
}

/** Undoes a join by code, said on either side of it. */
async function leave(tx: Tx, asking: Asking): Promise<Acted> {
  const { organisation, account: here, reader } = asking;
  const theirs = await accountsOf(tx, organisation, here.person);
  const moved = here.joined === 'code' ? here : theirs.find(({ joined }) => joined === 'code');
  const other = theirs.find((one) => one.joined === 'own' && one !== moved) ?? theirs.find((one) => one !== moved);
  if (!moved || !other || here.joined === 'mail') throw new Refusal('not-joined');
  const by = person(asking).id;
  const chats = [moved.platform, other.platform];
  await recordAudit(tx, organisation, { type: 'accounts-split', chats, how: 'code' }, { by, about: moved.person });
  if (!moved.cameFrom) {
    await prove(tx, organisation, moved, 'mail');
    return { card: said([reader.texts.account.unproven(calledAs(called(moved)))]) };
  }
  await split(tx, organisation, moved);
  const there = here.joined === 'code' ? other : moved;
  return told(reader.texts.account.split, 'split', here, there);
}

/** What the person says about themselves holds against what any profile says, until they say "auto". */
async function choose(tx: Tx, asking: Asking, args: Args): Promise<Acted> {
  const { organisation, account: here, reader, now } = asking;
  const before = await personOf(tx, organisation, here.person);
  const language = args.language ? languageMeant(args.language) : undefined;
  const zone = args.zone ? zoneMeant(args.zone) : undefined;
  const set: Partial<Record<Chosen, string | null>> = { ...(language && { language }), ...(zone && { zone }) };
  const auto = (name: Chosen) => set[name] === AUTO;
  const asked = Object.keys(set) as Chosen[];
  const chosen = [...before.chosen.filter((name) => !asked.includes(name)), ...asked.filter((name) => !auto(name))];
  const after = {
    ...before,
    chosen,
    ...(language ? { language: language === AUTO ? languageOf(here.locale) : language } : {}),
    ...(zone ? { zone: zone === AUTO ? here.zone : zone } : {}),
  };
  await tx.update(persons, { organisation, id: before.id }, { chosen, language: after.language, zone: after.zone });
  const fresh = readerFor(reader.policy, after, now, reader.command);
  const { account: texts } = fresh.texts;
  const spoken = texts.languages[after.language ?? reader.policy.organisation.language];
  return { card: said([texts.set(spoken, fresh.zone)]) };
}

const AUTO = 'auto';

function languageMeant(words: string): 'en' | 'zh' | typeof AUTO {
  const meant =
    ({ english: 'en', 中文: 'zh', chinese: 'zh', 英文: 'en' } as const)[words.toLowerCase()] ?? words.toLowerCase();
  if (meant === AUTO || meant === 'en' || meant === 'zh') return meant;
  throw new Refusal('no-such-value', { field: 'language', name: 'language', said: words, names: 'en, zh, auto' });
}

/** In the spelling that the zone has: europe/paris is Europe/Paris. */
function zoneMeant(words: string): string {
  if (words.toLowerCase() === AUTO) return AUTO;
  try {
    const zone = knownZone(new Intl.DateTimeFormat('en', { timeZone: words }).resolvedOptions().timeZone);
    if (zone) return zone;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw new Refusal('no-such-zone', { field: 'zone', said: words });
}
