// What stands open this very day, so that every view of the desk has something to show, whatever the dice say.
import type { Player } from './crew.ts';
import type { Story } from './life.ts';
import { type Stage, Tale } from './tale.ts';

const MINUTE = 60_000;

/** Lives told from `now` backwards, in working minutes. */
export function storiesOfToday(stage: Stage, now: number): Story[] {
  const { crew, policy, hours } = stage;
  const first = crew.groups[policy.first_level] ?? [];
  const named = (all: readonly Player[], handle: string) => all.find((one) => one.handle === handle) ?? all[0];
  const alice = named(crew.requesters, 'alice');
  const wang = named(crew.requesters, 'wangfang');
  const [bob, mei] = [named(first, 'bob'), named(first, 'mei')];
  if (!alice || !wang || !bob || !mei) return [];
  const before = (minutes: number) => hours.later(now, -minutes);
  const incident = (requester: Player, agent: Player, minutes: number, words: string) =>
    new Tale(stage, { kind: 'incident', words, requester, agent, at: before(minutes) });
  const asked = (requester: Player, agent: Player, minutes: number, words: string) =>
    new Tale(stage, { kind: 'request', words, requester, agent, at: before(minutes) });
  const other = (nth: number) => crew.requesters[nth % crew.requesters.length] ?? alice;

  return [
    // Alice presses for it, and nobody has answered her yet.
    incident(alice, bob, 330, 'payroll file cannot be uploaded to the bank, error 403, our team has to pay tonight')
      .does(bob, 25, 'claim')
      .does(bob, 10, 'tell', { text: 'Thank you, Alice. Which browser do you use for the upload?' })
      .does(alice, 30, 'add', { text: 'Edge, as always. It worked last month.' })
      .does(alice, 242, 'escalate', { because: 'it has been five hours and payroll closes at 17:00' }).story,
    // Everybody's mail, minutes ago: the most urgent there is.
    raised(stage, incident(other(5), mei, 24, 'E-mail is down, nobody can send or receive, all sites, urgent!!')),
    // Put away, and back within the day.
    asked(other(1), bob, 900, 'projector for the board meeting this afternoon, room Oslo')
      .does(bob, 40, 'claim')
      .waits(bob, 10, laterToday(stage, now, 95), 'the room is only free then').story,
    incident(wang, mei, 700, '仓库打印机打印标签时断断续续')
      .does(mei, 15, 'claim')
      .waits(mei, 30, laterToday(stage, now, 190), '工程师那时到现场').story,
    // Put away until tomorrow, and until next week.
    asked(alice, bob, 600, 'laptop and a projector for the shareholders’ meeting, please')
      .does(bob, 60, 'claim')
      .waits(bob, 5, hours.opens(now), 'the set is lent out until then').story,
    asked(other(3), mei, 1500, 'new colleague starts next week: laptop, mail, badge')
      .does(mei, 30, 'claim')
      .waits(mei, 20, hours.opens(hours.later(now, 5 * 540)), 'the contract starts then').story,
    // At a supplier, with their number.
    heldFor(stage, incident(other(2), bob, 1100, 'Printer PRN-3 prints everything with a grey stripe'), 'CT-48213'),
    heldFor(stage, incident(wang, mei, 640, '笔记本开不了机，指示灯闪三下'), 'CT-51877'),
    atSupplier(stage, incident(other(10), bob, 800, 'internet is super slow today on floor 5, whole department')),
    // Asked, and no answer yet.
    incident(other(7), bob, 170, 'vpn drops after exactly 10 minutes')
      .does(bob, 20, 'claim')
      .does(bob, 4, 'tell', { text: 'Which version does the client show under Help?' }).story,
    // Overlooked: nobody has it, and it is late.
    incident(other(9), bob, 620, 'wifi keeps dropping on floor 4, several people').story,
    // Just in.
    incident(other(4), bob, 31, 'prinetr on floor 2 is jamed agian, month end is tonight').story,
    incident(other(6), bob, 17, 'cannot log in to the sales dashboard since this morning').story,
    incident(wang, mei, 11, '会议室 B2 无线网络很慢，视频会议一直卡').story,
    asked(other(8), bob, 6, 'guest wifi for 12 visitors tomorrow').story,
    incident(alice, bob, 3, 'my second screen stays black since the update').story,
  ];
}

/** A moment of the desk's day, so many minutes from now; when it closes before that, as it opens next. */
function laterToday({ hours }: Stage, now: number, minutes: number): number {
  const at = Math.ceil((now + minutes * MINUTE) / (15 * MINUTE)) * 15 * MINUTE;
  return hours.isOpen(at) ? at : hours.opens(now);
}

function raised({ crew, policy }: Stage, tale: Tale): Story {
  tale.does(tale.agent, 4, 'claim');
  const group = Object.entries(policy.services).find(([key]) => key === 'email')?.[1].group;
  const specialist = crew.groups[group ?? '']?.[0];
  if (group && specialist && group !== policy.first_level) {
    tale.does(tale.agent, 3, 'escalate', { to: group, because: 'the mail gateway does not answer at all' });
    tale.does(specialist, 4, 'claim');
    tale.does(specialist, 5, 'note', { text: 'both gateways out of disk, cleaning up the first one' });
  }
  return tale.does(tale.agent, 1, 'escalate', { to: 'up', because: 'all sites, and no end in sight yet' }).story;
}

function heldFor({ policy }: Stage, tale: Tale, external: string): Story {
  const reason = policy.hold_reasons.supplier ? 'supplier' : (Object.keys(policy.hold_reasons)[0] ?? 'other');
  return tale
    .does(tale.agent, 30, 'claim')
    .does(tale.agent, 25, 'hold', { for: reason, because: 'spare part ordered', external }).story;
}

/** With the group that is a supplier, if the policy has one: on hold there, with their number. */
function atSupplier({ policy }: Stage, tale: Tale): Story {
  tale.does(tale.agent, 20, 'claim').does(tale.agent, 15, 'note', { text: 'our side is fine up to their router' });
  const supplier = Object.entries(policy.groups).find(([, { hold }]) => hold)?.[0];
  if (!supplier) return tale.story;
  const because = 'packet loss on their line since this morning';
  return tale.does(tale.agent, 20, 'escalate', { to: supplier, because, external: 'CT-60214' }).story;
}
