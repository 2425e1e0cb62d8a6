// What happened on the wire, both ways: every Web API call and every delivery to the app, in order.
import type { Json } from './world.ts';

export interface ApiCall {
  at: Date;
  /** Such as `chat.postMessage`; `response_url` for posts to one. */
  method: string;
  args: Json;
  /** HTTP status that was sent; 0 when the socket was destroyed or nothing was answered. */
  status: number;
  response: Json | null;
  /** The kind of the commanded fault that met this call. */
  fault: string | null;
  /** Whether the workspace did what the call asked, whatever the caller was told. */
  applied: boolean;
}

export type DeliveryKind = 'event' | 'command' | 'interaction' | 'suggestion' | 'verification';

export interface Delivery {
  index: number;
  at: Date;
  kind: DeliveryKind;
  via: 'http' | 'socket';
  payload: Json;
  /** 1 for the first, up to 4; more for commanded redeliveries. */
  attempt: number;
  /** HTTP status; 200 for a socket acknowledgement; 0 when no answer came in time; null while waiting. */
  status: number | null;
  /** The answer's body: text over HTTP, JSON over a socket. */
  body: string;
  ms: number;
}

export class Ledger {
  readonly calls: ApiCall[] = [];
  readonly deliveries: Delivery[] = [];

  /** Calls of one method that the workspace applied, such as every message that really stands. */
  applied(method: string): ApiCall[] {
    return this.calls.filter((call) => call.method === method && call.applied);
  }

  clear(): void {
    this.calls.length = 0;
    this.deliveries.length = 0;
  }
}
