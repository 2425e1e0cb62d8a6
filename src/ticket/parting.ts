// How somebody ceased to be an agent.

/** Their accounts are nobody's any more, or the policy names them no more. */
export type Parting = 'gone' | 'role';
