// What was asked of the tenant, and what the tenant asked of the bot.
import type { Json } from './world.ts';

/** A call of the bot: to the connector, Graph, the login or the key server. */
export interface CallEntry {
  at: Date;
  method: string;
  /** Decoded, without the query. */
  path: string;
  query: Record<string, string>;
  body: unknown;
  /** 0: no answer was given. */
  status: number;
  response: unknown;
  /** The kind of the commanded fault that struck it. */
  fault?: string;
  /** Whether it was carried out, whatever was answered. */
  applied: boolean;
}

/** An activity handed to the bot. */
export interface Delivery {
  at: Date;
  activity: Json;
  /** 0: no answer came, or none was asked for. */
  status: number;
  body: unknown;
  ms: number;
  /** 1, or 2 for the repetition; 0: the bot does not hear this. */
  attempt: number;
}

export interface Ledger {
  calls: CallEntry[];
  deliveries: Delivery[];
}
