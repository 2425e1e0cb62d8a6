// The channels in which a major incident is told: those of its service's audiences, and where the policy tells all of them. Pure.
import type { Policy } from '../policy/schema.ts';
import type { Address } from '../task.ts';
import type { Ticket } from '../ticket/record.ts';

/** Each once, on the chats that are connected. What only a few may know of is told in no channel. */
export function audienceAddresses(
  policy: Policy,
  { service, confidential }: Pick<Ticket, 'service' | 'confidential'>,
  workspaces: Readonly<Record<string, string>>,
): Address[] {
  if (confidential) return [];
  const { incidents, audiences } = policy.major;
  const told = (service && policy.services[service]?.audiences) || [];
  const named = [incidents, ...told.map((audience) => audiences[audience]?.places ?? {})].flatMap(Object.entries);
  const unique = new Map(named.map(([platform, channel]) => [`${platform} ${channel}`, [platform, channel] as const]));
  return placed([...unique.values()], workspaces);
}

const placed = (
  channels: readonly (readonly [platform: string, channel: string])[],
  workspaces: Readonly<Record<string, string>>,
): Address[] =>
  channels.flatMap(([platform, channel]): Address[] => {
    const workspace = workspaces[platform];
    return workspace ? [{ place: { kind: 'channel', platform, workspace, channel }, thread: false, reader: null }] : [];
  });

/** The channels of one audience. */
export function audiencePlaces(
  { major }: Policy,
  audience: string,
  { confidential }: Pick<Ticket, 'confidential'>,
  workspaces: Readonly<Record<string, string>>,
): Address[] {
  return confidential ? [] : placed(Object.entries(major.audiences[audience]?.places ?? {}), workspaces);
}
