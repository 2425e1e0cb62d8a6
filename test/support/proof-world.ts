// The small world of the proofs with processes: alice, bob and as many more as are wanted, on both chats.
import { SLACK_DESK, SLACK_PEOPLE, slackId, TEAMS_DESK, TEAMS_PEOPLE, teamsId } from './desk.ts';

export type People = ReturnType<typeof peopleWith>;

/** Alice, bob, and `crowd` more: crowd1, crowd2 … */
export function peopleWith(crowd: number) {
  const more = Array.from({ length: crowd }, (_, n) => `crowd${n + 1}`);
  return ['alice', 'bob', ...more].map((name, n) => ({
    ...{ name, mail: `${name}@example.com`, tz: 'Europe/Paris', locale: 'en-GB', guest: false },
    aadObjectId: `44444444-4444-4444-8444-${String(444_444_444_400 + n)}`,
  }));
}

export const slackWorld = (people: People) => ({
  ...{ teamId: 'T1', teamName: 'Example', botUserId: 'UMUSTER', botId: 'BMUSTER', appId: 'A1' },
  ...{ botToken: 'xoxb-test', appToken: 'xapp-test', signingSecret: 'a secret' },
  users: people.map(({ name, mail: email, ...rest }) => ({ ...rest, id: slackId(name), name, realName: name, email })),
  channels: [
    { id: SLACK_DESK, name: 'service-desk', members: ['UBOB', 'UMUSTER'] },
    { id: SLACK_PEOPLE, name: 'people', members: ['UMUSTER'], isPrivate: true },
    { id: 'C0GENERAL', name: 'general', members: ['UMUSTER', ...people.map(({ name }) => slackId(name))] },
  ],
});

export const teamsWorld = (people: People) => ({
  tenantId: '11111111-1111-4111-8111-111111111111',
  ...{ appId: '22222222-2222-4222-8222-222222222222', appPassword: 'a secret', botName: 'Muster' },
  team: { id: '33333333-3333-4333-8333-333333333333', name: 'IT', threadId: '19:general@thread.tacv2' },
  users: people.map(({ mail, ...rest }) => ({
    ...{ ...rest, id: teamsId(rest.name), email: mail, userPrincipalName: mail },
  })),
  channels: [
    { id: TEAMS_DESK, name: 'service-desk' },
    { id: TEAMS_PEOPLE, name: 'people' },
    { id: '19:general@thread.tacv2', name: 'General' },
  ],
});
