// What Slack cannot do, and how often it may be spoken to.
import type { Ability, PlatformFacts } from '../../src/port.ts';
import { platform } from './read.ts';

export const GAPS = {
  'search-in-client': 'Slack lets no app answer in its search or while one writes: tickets are found with `find`.',
} as const satisfies Partial<Record<Ability, string>>;

export const factsOf = (command: string): PlatformFacts => ({
  name: platform,
  command,
  // About one a second in a channel, some hundreds a minute in a workspace: https://docs.slack.dev/apis/web-api/rate-limits
  budget: { place: { perSecond: 1, burst: 4 }, workspace: { perSecond: 4, burst: 20 } },
  // Slack waits 3 s for every acknowledgement.
  patience: { gesture: 2_200, message: 2_200 },
  // A slash command opens a form; a mention, which brings no trigger, shows a button that does.
  gaps: GAPS,
});
