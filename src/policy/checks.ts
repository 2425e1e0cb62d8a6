// What the shape of a policy alone cannot say: names that must exist, workflows without a way out, secrets that are none.
import { flawsOf } from '../ticket/lifecycle.ts';
import { flawsOfTelling } from './hearing.ts';
import type { Policy } from './schema.ts';

/** What is wrong with who keeps what is confidential. */
function* secrets(policy: Policy): Generator<[PropertyKey[], string]> {
  const { groups, services, confidential, first_level: first } = policy;
  const named: [string | undefined, PropertyKey[]][] = [[confidential, ['confidential']]];
  for (const [name, service] of Object.entries(services)) {
    if (service.confidential) named.push([service.group, ['services', name, 'group']]);
    else if (groups[service.group]?.confidential)
      yield [
        ['services', name, 'group'],
        `"${service.group}" is a confidential group: write "confidential: true" here`,
      ];
  }
  for (const [name, path] of named) {
    if (name !== undefined && groups[name]?.confidential === false)
      yield [path, `"${name}" is not a confidential group: write "confidential: true" there`];
  }
  if (groups[first]?.confidential)
    yield [['first_level'], `"${first}" is confidential: reports that are not go there as well`];
  for (const [name, { triage, confidential: alone }] of Object.entries(groups)) {
    if (!alone) continue;
    if (Object.keys(triage).length === 0)
      yield [['groups', name], 'a confidential group needs a triage place of its own'];
    for (const [other, { triage: theirs }] of Object.entries(groups)) {
      const shared = Object.keys(triage).find((chat) => other !== name && theirs[chat] === triage[chat]);
      if (shared)
        yield [['groups', name, 'triage', shared], `"${triage[shared]}" is also the triage place of ${other}`];
    }
  }
}

/** What is wrong with where major incidents are told, and with what declares them. */
function* roomless({ major, groups }: Policy): Generator<[PropertyKey[], string]> {
  for (const [name, { triage }] of Object.entries(groups)) {
    const shared = Object.keys(triage).find((chat) => major.incidents[chat] === triage[chat]);
    if (shared)
      yield [
        ['major', 'incidents', shared],
        `"${triage[shared]}" is the triage place of ${name}: two cards of one ticket would stand there`,
      ];
  }
  for (const [n, { priority, critical, reports }] of major.rules.entries())
    if (priority === undefined && critical === undefined && reports === undefined)
      yield [['major', 'rules', n], 'a rule names a priority, a critical service or a number of reports'];
  if (!major.room.name.includes('{number}'))
    yield [['major', 'room', 'name'], 'without {number} nobody would know whose room it is'];
}

/** What the shape alone cannot say: names that must exist, workflows without a way out. */
export function crossChecks(policy: Policy): [PropertyKey[], string][] {
  const flaws: [PropertyKey[], string][] = [];
  const need = (
    table: Readonly<Record<string, unknown>>,
    name: string | undefined,
    path: PropertyKey[],
    what: string,
  ) => {
    if (name !== undefined && !Object.hasOwn(table, name))
      flaws.push([path, `"${name}" is not one of the ${what}: ${Object.keys(table).join(', ')}`]);
  };
  need(policy.calendars, policy.organisation.calendar, ['organisation', 'calendar'], 'calendars');
  need(policy.groups, policy.first_level, ['first_level'], 'groups');
  need(policy.groups, policy.confidential, ['confidential'], 'groups');
  policy.routing.override?.forEach((group, n) => {
    need(policy.groups, group, ['routing', 'override', n], 'groups');
  });
  for (const [name, group] of Object.entries(policy.groups)) {
    need(policy.groups, group.next, ['groups', name, 'next'], 'groups');
    need(policy.hold_reasons, group.hold, ['groups', name, 'hold'], 'hold reasons');
  }
  flaws.push(...roomless(policy));
  policy.major.declare.forEach((group, n) => {
    need(policy.groups, group, ['major', 'declare', n], 'groups');
  });
  for (const [name, { audiences }] of Object.entries(policy.services))
    audiences.forEach((audience, n) => {
      need(policy.major.audiences, audience, ['services', name, 'audiences', n], 'audiences');
    });
  const items = new Map<string, string>();
  for (const [name, service] of Object.entries(policy.services)) {
    need(policy.groups, service.group, ['services', name, 'group'], 'groups');
    for (const item of Object.keys(service.items)) {
      const first = items.get(item);
      if (first) flaws.push([['services', name, 'items', item], `"${item}" is an item of "${first}" already`]);
      items.set(item, name);
    }
  }
  flaws.push(...secrets(policy));
  for (const [name, { from, to }] of Object.entries(policy.calendars)) {
    if (from >= to) flaws.push([['calendars', name, 'to'], `"to" (${to}) has to be later than "from" (${from})`]);
  }
  for (const p of ['p1', 'p2', 'p3', 'p4'] as const) {
    if (!policy.targets[p]) flaws.push([['targets'], `${p} is missing`]);
  }
  flaws.push(...flawsOfTelling(policy.telling));
  if (policy.quiet && policy.quiet.from === policy.quiet.to)
    flaws.push([['quiet', 'to'], '"to" has to differ from "from"']);
  if (new Set(policy.quiet?.days).size === 7) flaws.push([['quiet', 'days'], 'one day at least has to be loud']);
  for (const flaw of flawsOf(policy.workflow)) flaws.push([['workflow'], flaw]);
  return flaws;
}
