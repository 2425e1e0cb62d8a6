// What can go wrong on purpose: a refusal for a person, and the three ways in which a delivery can fail.
import { setTimeout as after } from 'node:timers/promises';

/** What a refusal may carry for the sentence that words it: short values, never secrets. */
export type Facts = Readonly<Record<string, string | number | readonly string[]>>;

/**
 * An expected "no". `code` names the sentence in `views/text`, `facts` fill it; the transaction is rolled back. The fact
 * `field` names the argument that was wrong: a form stays open and says it there.
 */
export class Refusal extends Error {
  readonly code: string;
  readonly facts: Facts;
  constructor(code: string, facts: Facts = {}) {
    super(code);
    this.name = 'Refusal';
    this.code = code;
    this.facts = facts;
  }
}

/**
 * Surely not applied: try again, not before `afterMs` milliseconds, and later each time unless the platform `named` that
 * time. As the answer to an event it becomes 503.
 */
export class RetryLater extends Error {
  readonly afterMs: number;
  readonly named: boolean;
  constructor(message: string, afterMs: number, options: ErrorOptions & { readonly named?: boolean } = {}) {
    super(message, options);
    this.name = 'RetryLater';
    this.afterMs = afterMs;
    this.named = options.named ?? false;
  }
}

const PATIENT_MS = 30_000;

/** Does it once more after the time that is named, at most half a minute, where it surely was not done. */
export async function onceMore<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RetryLater)) throw error;
    await after(Math.min(error.afterMs, PATIENT_MS), undefined, { ref: false });
    return work();
  }
}

/** May have been applied, may not: look for it by its key before sending it again. */
export class Ambiguous extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Ambiguous';
  }
}

/** Refused for good (channel deleted, bot removed, blocked by the person): a person has to be told. */
export class Undeliverable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Undeliverable';
  }
}

/** What an error says, without what a database or a parser repeats of what it was given: that may be anybody's words. */
export const messageOf = (error: Error): string => (quotes(error) ? withoutQuotes(error.message) : error.message);

/** Databases and parsers quote in their messages what they could not read: `invalid input syntax for type uuid: "…"`. */
const quotes = (error: Error): boolean => error instanceof SyntaxError || 'driverError' in error || 'severity' in error;

/** The schema's own names stay; of everything else the whole from the first mark to the last, since nobody escapes words there. */
function withoutQuotes(message: string): string {
  const named = message.replace(
    /\b(relation|column|constraint|index|function|role|database|schema|sequence|encoding) "([\w.]+)"/gu,
    '$1 $2',
  );
  return named.replace(/"[\s\S]*"|"[\s\S]*$/u, '"…"');
}
