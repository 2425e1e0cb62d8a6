// How lives go at a service desk: solved at once, handed on, held for a supplier, put away, pressed for, opened again.
import { classify } from '../../src/policy/priority.ts';
import type { Chance } from './chance.ts';
import type { Player } from './crew.ts';
import type { Story } from './life.ts';
import type { Matter } from './matters.ts';
import { type Stage, Tale } from './tale.ts';
import { turns } from './turns.ts';

/** How often each happens, of a hundred. */
const COURSES = {
  solved: 51,
  handed: 20,
  held: 6,
  waits: 7,
  pressed: 5,
  reopened: 4,
  cancelled: 4,
  left: 2,
  unseen: 1,
};

/** A life of that matter, begun at `at`; `fill` puts a place's or a device's name into its sentences. */
export function storyOf(
  stage: Stage,
  matter: Matter,
  words: string,
  at: number,
  fill: (text: string) => string,
): Story {
  const { chance, crew, policy } = stage;
  const { group: begins } = classify(policy, words, matter.kind);
  const first = crew.groups[policy.first_level] ?? [];
  const requester = speaking(chance, crew.requesters, matter.language);
  const agent = speaking(chance, crew.groups[begins] ?? first, matter.language);
  const tale = new Tale(stage, { kind: matter.kind, words, requester, agent, at });
  const course = chance.among(COURSES);
  const said = { ...matter, notes: fill(matter.notes), fix: fill(matter.fix), answers: fill(matter.answers ?? '') };
  if (course === 'unseen') return tale.story;
  if (course === 'cancelled' && chance.happens(0.5))
    return tale.does(requester, chance.between(5, 90), 'cancel', { because: turns[matter.language].alone }).story;
  tale.does(agent, chance.happens(0.15) ? chance.between(90, 300) : chance.between(2, 45), 'claim');
  if (course === 'left') return tale.does(agent, 20, 'note', { text: said.notes }).story;
  if (course === 'cancelled')
    return tale.does(requester, chance.between(5, 60), 'cancel', { because: turns[matter.language].alone }).story;
  triaged(tale, said, chance);
  ask(tale, said, chance);
  const worker = course === 'handed' || chance.happens(0.1) ? handed(stage, tale, said, words) : agent;
  if (course === 'held') held(stage, tale, said, worker);
  if (course === 'waits') waits(stage, tale, said, worker);
  if (course === 'pressed') pressed(stage, tale, said);
  tale.does(worker, lasting(chance), 'resolve', { text: said.fix });
  if (course === 'reopened') {
    const { again, finally: fix } = turns[matter.language];
    tale.does(requester, chance.between(10, 400), 'reopen', { because: again });
    tale.does(worker, lasting(chance), 'resolve', { text: fix });
  }
  ended(stage, tale, said, worker);
  return tale.story;
}

/** Most work is short; some of it takes days. */
const lasting = (chance: Chance) => (chance.happens(0.08) ? chance.between(240, 900) : chance.between(8, 150));

/** Somebody who understands it, if there is anybody. */
function speaking(chance: Chance, all: readonly Player[], language: 'en' | 'zh'): Player {
  const fluent = all.filter(({ person }) => (person.language ?? 'en') === language);
  const found = chance.of(fluent.length > 0 ? fluent : all);
  if (!found) throw new Error('nobody is there');
  return found;
}

/** Sometimes a word for the others, a better guess than the words gave, or another priority. */
function triaged(tale: Tale, { notes, language }: Matter, chance: Chance): void {
  if (chance.happens(0.3)) tale.does(tale.agent, chance.between(1, 10), 'note', { text: notes });
  if (chance.happens(0.1)) tale.does(tale.agent, 1, 'classify', { impact: 'medium', urgency: 'high' });
  else if (chance.happens(0.05)) tale.does(tale.agent, 1, 'priority', { to: 'P2', because: turns[language].weighs });
}

function ask(tale: Tale, { asks, answers }: Matter, chance: Chance): void {
  if (!asks || !answers || chance.happens(0.25)) return;
  tale.does(tale.agent, chance.between(2, 15), 'tell', { text: asks });
  if (chance.happens(0.85)) tale.does(tale.requester, chance.between(3, 120), 'add', { text: answers });
}

/** To the group whose service it is; with the first level it stays where nobody else does it. */
function handed({ policy, crew, chance }: Stage, tale: Tale, { notes }: Matter, words: string): Player {
  const { service } = classify(policy, words, tale.kind);
  const group = service ? policy.services[service]?.group : undefined;
  const specialist = chance.of(crew.groups[group ?? ''] ?? []);
  if (!group || !specialist || tale.agent.rights.groups.includes(group)) return tale.agent;
  tale.does(tale.agent, chance.between(5, 40), 'escalate', { to: group, because: notes });
  tale.does(specialist, chance.between(3, 180), 'claim');
  return specialist;
}

function held({ policy, chance }: Stage, tale: Tale, { needs, language }: Matter, worker: Player): void {
  const reason = needs?.supplier && policy.hold_reasons.supplier ? 'supplier' : Object.keys(policy.hold_reasons)[0];
  if (!reason) return;
  const because = needs?.because ?? turns[language].asked;
  const external = reason === 'supplier' ? { external: `CT-${chance.between(40_000, 69_999)}` } : {};
  tale.does(worker, chance.between(10, 60), 'hold', { for: reason, because, ...external });
  tale.does(worker, chance.between(200, 1600), 'resume');
}

function waits({ chance, hours }: Stage, tale: Tale, { needs, language }: Matter, worker: Player): void {
  const until = hours.opens(hours.later(tale.at, chance.between(1, 3) * 400)) + chance.between(0, 10) * 30 * 60_000;
  tale.waits(worker, chance.between(5, 40), until, needs?.because ?? turns[language].arrives);
}

function pressed({ chance, crew }: Stage, tale: Tale, { language }: Matter): void {
  const { delay, soon } = turns[language];
  tale.does(tale.requester, chance.between(120, 300), 'escalate', { because: delay });
  const manager = chance.of(crew.managers);
  if (manager && chance.happens(0.4)) tale.does(manager, chance.between(3, 15), 'ack');
  else tale.does(tale.agent, chance.between(3, 25), 'tell', { text: soon });
}

/** Confirmed and perhaps rated, closed by the desk, or left to the period of grace. */
function ended({ chance, policy }: Stage, tale: Tale, { language }: Matter, worker: Player): void {
  const how = chance.among({ confirmed: 66, desk: 27, silence: 7 });
  if (how === 'silence') return;
  if (how === 'desk') {
    const closing = worker.rights.groups.includes(policy.first_level) ? tale.agent : worker;
    tale.does(closing, chance.between(120, 500), 'close');
    return;
  }
  tale.does(tale.requester, chance.between(4, 200), 'confirm');
  if (!chance.happens(0.55)) return;
  const stars = chance.among({ '5': 52, '4': 26, '3': 12, '2': 7, '1': 3 });
  const words = chance.happens(0.5) ? ` ${turns[language].stars[stars]}` : '';
  tale.does(tale.requester, 1, 'rate', { stars: `${stars}${words}` });
}
