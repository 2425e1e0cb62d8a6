// How to reach the tenant again after a restart, as one opaque string: the service's address, and the teams heard of.
import { z } from 'zod';
import { jsonOf } from './client.ts';

/** `id` is the team's conversation, `group` what Graph calls it. */
export interface Team {
  readonly id: string;
  readonly group?: string | undefined;
}

export interface Route {
  readonly address: string;
  readonly teams: readonly Team[];
}

const schema = z.object({
  address: z.string(),
  teams: z.array(z.object({ id: z.string(), group: z.string().optional() })),
});

/** The same words for the same teams, so that a route changes only when something was learned. */
export const writeRoute = ({ address, teams }: Route): string =>
  JSON.stringify({ address, teams: [...teams].sort((one, other) => (one.id < other.id ? -1 : 1)) });

/** What is no such route is a plain address, as it was stored before teams were. The address is checked where it is used. */
export function readRoute(route: string): Route {
  const { success, data } = schema.safeParse(jsonOf(route));
  return success ? data : { address: route, teams: [] };
}
