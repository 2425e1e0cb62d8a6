// What people say in a storm: who reports what and where, and what those who mend it say to each other.
import type { Chat } from '../week/crew.ts';

/** Somebody says something, so many seconds after whoever spoke before. */
export interface Line {
  readonly after: number;
  /** Their handle. */
  readonly by: string;
  readonly on: Chat;
  /** Where: in their chat with Muster, in the channel that everybody reads, or in the room. */
  readonly at: 'direct' | 'general' | 'room';
  readonly says: string;
}

const line = (after: number, by: string, on: Chat, at: Line['at'], says: string): Line => ({ after, by, on, at, says });

/** The last of these sees that it is known already, and presses a button instead of telling it all again. */
export const reports: readonly Line[] = [
  line(0.1, 'nadia', 'slack', 'direct', '/desk queue'),
  line(0.2, 'jonas', 'slack', 'general', 'report e-mail is down, outlook only spins'),
  line(1.0, 'alice', 'teams', 'general', 'is mail down for anybody else? outlook just spins here'),
  line(0.7, 'oliver', 'slack', 'direct', 'report e-mail is down in marketing agian, outlok hangs'),
  line(0.6, 'fatima', 'teams', 'general', 'same at reception, nothing comes in'),
  line(0.5, 'fatima', 'teams', 'direct', 'report e-mail is down at reception, visitors wait for their badges'),
  line(0.6, 'wangfang', 'slack', 'direct', 'report 邮件收不到也发不出，急等供应商确认'),
  line(0.5, 'elena', 'slack', 'general', 'report is e-mail down? outlook spins since ten minutes'),
  line(0.7, 'camille', 'teams', 'direct', 'report our e-mail is down, contracts have to go out today'),
  line(0.6, 'rahul', 'slack', 'direct', 'report e-mail is down, buld mails do not arrive either'),
  line(0.6, 'zhaojing', 'teams', 'direct', 'report 邮件发不出去，付款通知要今天发'),
  line(0.9, 'alice', 'teams', 'direct', 'report e-mail is down here too, outlook only spins'),
  line(0.7, 'liuyang', 'slack', 'direct', 'report 邮箱收不到邮件，仓库等发货单'),
];

/** Who finds that it is known, and says so with one press. */
export const joins: Line = line(1.1, 'david', 'slack', 'direct', 'report e-mail is down, outlook spins');

/** What is found out and who does what, until somebody takes the role that is still free. {time} is a few minutes ago. */
export const talk: readonly Line[] = [
  line(0.8, 'nadia', 'slack', 'room', 'who rebooted mx-2?'),
  line(1.2, 'chen', 'teams', 'room', 'me, {time}, for the patch'),
  line(0.6, 'dana', 'slack', 'room', '/desk classify impact=high urgency=high'),
  line(1.1, 'nadia', 'slack', 'room', 'it came back without its queue disk, so both gateways refuse everything'),
  line(0.9, 'dana', 'slack', 'room', '/desk role technical_lead to @chen'),
  line(0.8, 'mei', 'teams', 'room', '@Muster role scribe'),
  line(0.9, 'dana', 'slack', 'room', '/desk task @nadia watch the queue of mx-1 by in 20 minutes'),
  line(0.9, 'chen', 'teams', 'room', 'mounting it now, 40,000 mails are waiting'),
];

/** A part of the update by which it is known wherever it is told. */
export const ECHO = 'Its queue disk is being put back';
export const update: readonly Line[] = [
  line(
    1.4,
    'dana',
    'slack',
    'room',
    `/desk update No mail goes in or out since a gateway was patched. ${ECHO}. next 30m`,
  ),
];

/** A part of the last line, by which it is known. */
export const LAST = 'the queue is empty in ten minutes';
export const ending: readonly Line[] = [
  line(0.6, 'chen', 'teams', 'room', 'disk is back, the queue drains: 38,000 to go'),
  line(1.2, 'nadia', 'slack', 'room', 'first mails arrive here 🎉'),
  line(2.8, 'dana', 'slack', 'room', `/desk mitigated mail flows again, ${LAST}`),
];
