// What happened to a major incident as a sentence, its roles by name, and the headline that stands in its rooms.
import type { Event } from '../ticket/facts.ts';
import type { Room } from '../ticket/major.ts';
import type { MajorFact, Rule } from '../ticket/major-facts.ts';
import type { Told } from '../ticket/words.ts';
import { bold, type Rich } from './cards.ts';
import { inline } from './formatted.ts';
import { inWords, nameOf, type Reader, type Shown, serviceName } from './reader.ts';
import { roleName } from './roles.ts';
import { span, zonedTime } from './time.ts';

const MINUTE = 60_000;
/** What stands in front of it, by where it stands. */
export const SIGNS = {
  proposed: '🟠',
  investigating: '🔴',
  mitigated: '🟡',
  monitoring: '👁',
  resolved: '✅',
  demoted: '⚪',
} as const;

/** What a rule of the policy saw, as a part of a sentence. */
export function ruleWords(reader: Reader, rule: Rule): string {
  const { majorLine } = reader.texts;
  if (rule.saw === 'critical') return majorLine.critical(rule.priority, serviceName(reader, rule.service));
  if (rule.saw === 'priority') return majorLine.urgent(rule.priority);
  return majorLine.reports(rule.count, span(reader, rule.minutes * MINUTE));
}

/** From where on the rule speaks, for whoever may find that it speaks too early. */
export function ruleAsks(reader: Reader, rule: Rule): string | null {
  const { majorLine } = reader.texts;
  if (rule.saw === 'reports') return majorLine.asksReports(rule.from, span(reader, rule.within * MINUTE));
  return rule.from === null ? null : majorLine.asksPriority(rule.from);
}

export const roomLink = ({ name, link }: Room): Rich => [link ? { type: 'link', text: name, href: link } : bold(name)];
export const chatName = (platform: string): string => platform.charAt(0).toUpperCase() + platform.slice(1);

/** Behind a colon why, or a full stop. */
function why(reader: Reader, because: string | null, rule: Rule | null = null): Rich {
  const { mark } = reader.texts;
  const reasons = [rule && ruleWords(reader, rule), because].filter((one) => one !== null);
  return [reasons.length > 0 ? mark.colon + reasons.join(mark.comma) : mark.stop];
}

/** The same sentence serves the thread, the room, the history and the timeline. */
export function majorSentence(reader: Reader, ticket: Shown, event: Told<Event<MajorFact>>): Rich {
  const { majorLine: line, mark } = reader.texts;
  const who = nameOf(reader, event.by);
  switch (event.type) {
    case 'proposed':
      return [line.proposed(who), ...why(reader, event.because, event.rule)];
    case 'rejected':
      return [line.rejected(who), ...why(reader, event.because)];
    case 'declared': {
      const said = { declared: line.declared(who), accepted: line.accepted(who), rule: line.ruled }[event.how];
      return [said, ...why(reader, event.because, event.rule)];
    }
    case 'demoted':
      return [line.demoted(who), ...why(reader, event.because)];
    case 'roomed':
      return [
        line[event.room.kind === 'thread' ? 'thread' : 'roomed'](chatName(event.room.platform)),
        ...roomLink(event.room),
      ];
    case 'roomless':
      return [line.roomless(chatName(event.platform)), event.why];
    case 'archived':
      return [line.archived];
    case 'cast':
      return [castLine(reader, event)];
    case 'unfilled': {
      const names = event.roles.map((role) => roleName(reader, role));
      return [line.unfilled(names.join(mark.comma))];
    }
    case 'updated':
      return [line.updated(who), ...inline(reader, event), ...updateRest(reader, event)];
    case 'postponed':
      return [line.postponed(who, zonedTime(reader, event.until)), ...why(reader, event.because)];
    case 'prompted':
      return [(event.late ? line.prompted : line.prompting)(zonedTime(reader, event.due))];
    case 'tasked':
      return [
        line.tasked(who, event.person && nameOf(reader, event.person)),
        event.text,
        ...(event.due ? [line.due(zonedTime(reader, event.due))] : []),
      ];
    case 'finished':
      return [line.finished(who), ticket.major?.tasks.find(({ of }) => of === event.of)?.text ?? ''];
    case 'decided':
      return [line.decided(who), ...inline(reader, event)];
    case 'marked':
      return [line.marked(who, nameOf(reader, event.author)), ...inline(reader, event)];
    case 'informed':
      return [line.informed(who, audienceName(reader, event.audience)), event.text];
    case 'mitigated':
    case 'monitored':
      return [line[event.type](who), ...why(reader, event.text)];
    case 'reviewing':
      return [line.reviewing(zonedTime(reader, event.due))];
    case 'reviewed':
      return [line.reviewed(who, reader.texts.section[event.section]), event.text];
    case 'improved':
      return [line.improved(who, event.ref), event.text, mark.stop];
    case 'published':
      return [line.published(who)];
    case 'exported':
      return [line.exported(who)];
  }
}

export const audienceName = (reader: Reader, audience: string): string =>
  inWords(reader, reader.policy.major.audiences[audience]?.name ?? audience);

function castLine(reader: Reader, { by, role, person, from }: Event<MajorFact> & { type: 'cast' }): string {
  const { majorLine: line } = reader.texts;
  const [who, name] = [nameOf(reader, by), roleName(reader, role)];
  if (!person) return line.free(nameOf(reader, by ?? from), name);
  if (from && from !== person) return line.over(who, nameOf(reader, person), name, nameOf(reader, from));
  return person === by ? line.took(who, name) : line.gave(who, nameOf(reader, person), name);
}

/** Whom it affects, what is next, and when one hears again: each on a line of its own. */
export function updateRest(
  reader: Reader,
  { affects, next, due }: Pick<Event<MajorFact> & { type: 'updated' }, 'affects' | 'next' | 'due'>,
): Rich {
  const { majorLine: line } = reader.texts;
  return [
    ...(affects ? ['\n', line.affects, affects] : []),
    ...(next ? ['\n', line.next, next] : []),
    ...['\n', due ? line.again + zonedTime(reader, due) : line.last],
  ];
}
