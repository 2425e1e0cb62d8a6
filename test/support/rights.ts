// Who may do what about an incident of Alice's with the service desk: written by hand, so that the code is not its own judge.

/** Who plays which part; whoever has no part at all is eve. */
export const PARTS = {
  requester: 'alice',
  copied: 'crowd1',
  somebody: 'eve',
  agent: 'bob',
  other: 'chen',
  manager: 'dana',
  administrator: 'crowd2',
} as const;
export type Part = keyof typeof PARTS;

/** What whoever may not is told. */
export const TOLD = {
  none: /There is no (?:INC|REQ)-\d+ that you can see/u,
  agents: /is for agents of the service desk/u,
  managers: /is for incident managers/u,
  administrators: /is for administrators of the desk/u,
  group: /Only agents of Service Desk can/u,
  theirs: /Only Alice Moreau can/u,
  copied: /Only Alice Moreau can .*you are copied on it/u,
  unknown: /I do not know “/u,
  guest: /Guests cannot use the service desk here/u,
  stranger: /This chat is not connected to a service desk/u,
} as const;
export type Outcome = 'yes' | keyof typeof TOLD;

const RIGHTS = `
requester  copied     somebody   agent      other      manager    administrator
yes        yes        yes        yes        yes        yes        yes             report, request, status, find, account, known, home, help
yes        yes        none       theirs     theirs     theirs     none            add
yes        copied     none       theirs     theirs     theirs     none            confirm, rate
yes        copied     none       yes        group      yes        none            escalate, reopen, cancel, files, duplicate, confidential
yes        yes        none       yes        yes        yes        none            major, major propose, subscribe, unsubscribe, copy
agents     agents     agents     yes        yes        yes        agents          queue, select, who, handover
agents     agents     agents     yes        yes        yes        agents          show, note, history, link, unlink, answer, decline, major declare
agents     agents     agents     yes        yes        yes        agents          room, role, task, done, decide, mark, improve
agents     agents     agents     yes        yes        yes        agents          review, review summary, review cause, review well, review badly, review export
agents     agents     agents     yes        group      yes        agents          claim, release, own, assign, classify, priority, tell, ack, ask, convert
agents     agents     agents     yes        group      yes        agents          hold, wait, resume, resolve, close, review publish
agents     agents     agents     yes        group      yes        agents          update, postpone, inform, mitigated, monitoring
managers   managers   managers   managers   managers   yes        managers        major accept, major reject, major demote
administrators  administrators  administrators  administrators  administrators  administrators  yes  setup, audit
unknown    unknown    unknown    unknown    unknown    unknown    unknown         nudge, vacate, settle, archive, prompt, rolecall, remind
`;

const [head = '', ...lines] = RIGHTS.trim().split('\n');
const parts = head.trim().split(/\s+/u) as Part[];

/** What comes of it, by verb and part. */
export const rights: ReadonlyMap<string, Readonly<Record<Part, Outcome>>> = new Map(
  lines.flatMap((line) => {
    const cells = line.trim().split(/\s{2,}/u);
    const outcomes = Object.fromEntries(parts.map((part, n) => [part, cells[n]])) as Record<Part, Outcome>;
    return (cells.at(-1) ?? '').split(', ').map((verb) => [verb, outcomes] as const);
  }),
);

export function outcomeOf(verb: string, part: Part): Outcome {
  const outcomes = rights.get(verb);
  if (!outcomes) throw new Error(`nobody has written down who may say "${verb}"`);
  return outcomes[part];
}
