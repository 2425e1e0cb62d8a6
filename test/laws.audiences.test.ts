// In which channels a major incident is told.
import { expect, test } from 'vitest';
import { placeName } from '../src/port.ts';
import { audienceAddresses } from '../src/telling/audiences.ts';
import { policy } from './support/laws.ts';

const workspaces = { slack: 'T1', teams: 'tenant' };
const channels = (
  service: string | null,
  confidential = false,
  connected: Readonly<Record<string, string>> = workspaces,
) => audienceAddresses(policy, { service, confidential }, connected).map(({ place }) => placeName(place));

test('the channels of major incidents and those of the affected service’s audiences are told, each once', () => {
  const always = ['slack T1 C0INCIDENTS', 'teams tenant 19:incidents@thread.tacv2'];
  expect(channels('email')).toEqual([...always, 'slack T1 C0GENERAL', 'teams tenant 19:general@thread.tacv2']);
  expect(channels('printing')).toEqual(always);
  expect(channels(null)).toEqual(always);
  expect(channels('gone')).toEqual(always);
});

test('a chat that is not connected has no channels, and what only a few may know of is told in none', () => {
  expect(channels('email', false, { slack: 'T1' })).toEqual(['slack T1 C0INCIDENTS', 'slack T1 C0GENERAL']);
  expect(channels('email', true)).toEqual([]);
});

test('a channel that is both an audience’s and that of all major incidents is told once', () => {
  const shared = { ...policy.major.incidents };
  const everyone = { name: 'Everyone', places: shared };
  const both = { ...policy, major: { ...policy.major, audiences: { everyone } } };
  expect(audienceAddresses(both, { service: 'email', confidential: false }, workspaces)).toHaveLength(2);
});
