// A little talk among colleagues in #general of both chats: messages that can be reported from their menu, or with the emoji.
import type { Chats } from '../acts.ts';
import { type Cast, slackId, teamsId } from '../cast.ts';
import type { DeskTime } from '../clock.ts';

interface Remark {
  readonly handle: string;
  readonly text: string;
  /** Minutes ago. */
  readonly ago: number;
}

const REMARKS: readonly Remark[] = [
  { handle: 'fatima', text: 'Morning all! Visitors for Nordwind are in room Oslo at eleven.', ago: 88 },
  { handle: 'jonas', text: 'is the coffee machine on floor 3 broken again? it only blinks', ago: 52 },
  { handle: 'elena', text: 'wifi in Kyoto drops every few minutes, anybody else?', ago: 34 },
  { handle: 'rahul', text: 'same here, moved to a cable', ago: 33 },
  { handle: 'zhaojing', text: '三楼打印机又卡纸了，有人报修了吗？', ago: 15 },
];

export async function chatter({ slack, teams }: Chats, cast: Cast, time: DeskTime): Promise<void> {
  const general = { slack: cast.slack.channels[0]?.id ?? '', teams: cast.teams.channels[0]?.id ?? '' };
  for (const { handle, text, ago } of REMARKS) {
    const actor = cast.actors.find((each) => each.handle === handle);
    if (!actor) continue;
    const at = new Date(time.now().getTime() - ago * 60_000).toISOString();
    time.backdate(await slack.say(slackId(actor), general.slack, text), at);
    const { activity } = await teams.say(teamsId(actor), general.teams, text);
    time.backdate(String(activity.id), at);
  }
}
