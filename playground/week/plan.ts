// The week as stories: three hundred lives of which the last are still under way.

import type { Policy } from '../../src/policy/schema.ts';
import { type Chance, chanceOf } from './chance.ts';
import type { Crew } from './crew.ts';
import { hoursOf } from './hours.ts';
import type { Story } from './life.ts';
import { matters } from './matters.ts';
import { mattersZh } from './matters-zh.ts';
import { storyOf } from './stories.ts';
import type { Stage } from './tale.ts';
import { storiesOfToday } from './today.ts';
import { wishes } from './wishes.ts';

export const SEED = 20_261; // any number: it gives this week, another gives another
const TICKETS = 300;
const english = [...matters, ...wishes];

/** Stories of the seven days before `now` (ms since 1970), in the order in which they began. */
export function plannedWeek(policy: Policy, crew: Crew, now: number, seed = SEED): Story[] {
  const chance = chanceOf(seed);
  const stage: Stage = { policy, crew, chance, hours: hoursOf(policy) };
  const today = storiesOfToday(stage, now);
  const speakers = crew.requesters.map(({ person }) => person.language ?? 'en');
  const told = Array.from({ length: TICKETS - today.length }, () => {
    const language = chance.of(speakers) ?? 'en';
    const matter = chance.of(language === 'zh' ? mattersZh : english);
    if (!matter) throw new Error('there are matters');
    const fill = filler(chance);
    const words = typed(chance, fill(chance.of(matter.said)), language);
    return storyOf(stage, matter, words, stage.hours.comes(chance, now), fill);
  });
  const begun = ({ acts }: Story) => acts[0]?.at ?? 0;
  return [...told, ...today].sort((one, other) => begun(one) - begun(other));
}

/** Names of places and devices, the same throughout a story. */
function filler(chance: Chance): (text: string) => string {
  const floor = chance.between(1, 6);
  const values: Readonly<Record<string, string>> = {
    floor: String(floor),
    room: chance.of(['Oslo', 'Lima', 'Kyoto', 'Dakar', 'B2', 'A4']),
    printer: `PRN-${chance.between(1, 14)}`,
    host: `sw-${floor}-${chance.between(1, 24)}`,
    desk: `${floor}-${chance.between(100, 160)}`,
    number: String(chance.between(20_000, 49_999)),
    share: chance.of(['Contracts', 'Budget', 'Sales', 'HR']),
    customer: chance.of(['Nordwind GmbH', 'Atelier Blanc', 'Kestrel Ltd']),
  };
  return (text) => text.replace(/\{(\w+)\}/gu, (whole, name: string) => values[name] ?? whole);
}

const BEFORE = { en: ['Hi, ', 'hello, ', 'Hey team, ', 'hi all '], zh: ['您好，', '你好 ', '麻烦看一下，'] } as const;
const AFTER = {
  en: [', thanks', '. Please help', ' :(', ', since yesterday', '. Any idea?', '!!', ' again', ', thx'],
  zh: ['，谢谢', '，麻烦尽快', '，从昨天开始', '！', '，辛苦了'],
} as const;

/** With what people put around it. */
function typed(chance: Chance, words: string, language: 'en' | 'zh'): string {
  const before = chance.happens(0.2) ? chance.of<string>(BEFORE[language]) : '';
  const after = chance.happens(0.35) && !/[!.?]$/u.test(words) ? chance.of<string>(AFTER[language]) : '';
  return before + words + after;
}
