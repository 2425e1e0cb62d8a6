// What is administered, as facts: who joined or left, roles that groups gave and took, and what was done to the desk as a whole.
import type { Parting } from '../ticket/parting.ts';
import type { Instant, PersonId } from '../ticket/record.ts';

/** Never a name or an address: people are pointed at by id, so that forgetting one of them forgets them here too. */
export type AuditFact =
  /** `chats`: the platforms of the two accounts. */
  | {
      readonly type: 'accounts-joined' | 'accounts-split';
      readonly chats: readonly string[];
      readonly how: 'mail' | 'code';
    }
  /** Somebody's account is nobody's any more, or somebody's again. */
  | { readonly type: 'account-left' | 'account-back'; readonly chats: readonly string[] }
  /** What was theirs went back to its groups. */
  | { readonly type: 'parted'; readonly cause: Parting; readonly tickets: number }
  /** By being put into, or taken out of, what the policy names. */
  | { readonly type: 'role-gained' | 'role-lost'; readonly name: string }
  | { readonly type: 'policy-taken'; readonly version: number }
  | { readonly type: 'forgotten'; readonly tickets: number }
  | { readonly type: 'retention'; readonly tickets: number }
  | { readonly type: 'exported'; readonly what: string }
  /** One of the chats' secrets, by its name. */
  | { readonly type: 'secret-set' | 'secret-forgotten'; readonly name: string }
  | { readonly type: 'secrets-rotated'; readonly count: number }
  | { readonly type: 'confidential'; readonly ref: string };

export type AuditType = AuditFact['type'];

export type Audited = AuditFact & {
  readonly id: number;
  readonly at: Instant;
  /** null: the clock, or whoever may use the command line. */
  readonly by: PersonId | null;
  readonly about: PersonId | null;
};
