// Graph, as far as rooms need it: each call says which permission it takes, so that a refusal names what is not granted.
import type { z } from 'zod';
import { Undeliverable } from '../../src/errors.ts';
import { type Call, Refused } from './client.ts';
import { GAPS } from './facts.ts';
import type { Search } from './graph.ts';

export interface Granted {
  /** The team in which rooms are made. */
  readonly team: string;
  /** `path` as Graph's bodies name things. */
  address(path: string): string;
  /** Throws Undeliverable, naming the permission, where nobody has consented to it; else what the client throws. */
  ask<T>(permission: string, path: string, answer: z.ZodType<T>, call?: Omit<Call<T>, 'path' | 'answer'>): Promise<T>;
}

export function grantedBy({ client, graphUrl, incidentsTeam }: Search): Granted {
  if (graphUrl === undefined || incidentsTeam === undefined) throw new Undeliverable(GAPS['make-room']);
  const address = (path: string) => `${graphUrl}/v1.0${path}`;
  return {
    team: incidentsTeam,
    address,
    async ask(permission, path, answer, call) {
      try {
        // What goes on to a next page is an address already.
        return await client.graph(path.startsWith('/') ? address(path) : path, answer, call);
      } catch (cause) {
        if (!(cause instanceof Refused && cause.status === 403)) throw cause;
        throw new Undeliverable(`Teams has not granted ${permission}`, { cause });
      }
    },
  };
}
