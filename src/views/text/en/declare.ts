// How an incident becomes a major one, and what those who report it see, in English.

const list = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

export const declare = {
  declare: {
    title: (ref: string, title: string) => `Declare a major incident for ${ref} ${title}?`,
    people: (count: number, span: string) => `${count} people reported it in ${span}.`,
    alone: (name: string, when: string) => `${name} reported it ${when}.`,
    room: (chats: readonly string[], people: readonly string[]) =>
      `The room comes up on ${list(chats)}${people.length > 0 ? ` with ${list(people)}` : ''}.`,
    onCall: (group: string) => `${group} on-call`,
    owner: (service: string) => `the owner of ${service}`,
    managers: 'Only incident managers declare it. They are asked at once when you propose it.',
    asked: 'The incident managers are asked. Whoever proposed it hears the answer.',
    state: (state: string, when: string) => `${state}, declared ${when}`,
    rooms: 'Rooms: ',
    noRooms: 'Its rooms are coming up.',
    roles: 'Roles: ',
    noRoles: 'Nobody has a role yet.',
    list: 'Major incidents',
    none: 'There is no major incident. One appears here after “major declare INC-12”, or when one that was proposed is accepted.',
    proposals: 'Proposed, to be answered by an incident manager',
    known: 'Known outages',
    noneKnown: 'No outage is known. One appears here, with its last update, while it is a major incident.',
    since: (when: string) => `since ${when}`,
    update: (when: string) => `Update of ${when}: `,
    noUpdate: 'No update yet.',
    outage: 'This is known, and a major incident:',
    something: 'No, something else',
    same: 'Is it one of these?',
    sameHint: 'Then you need to write nothing more, and you hear each update.',
    counted: (ref: string, mine: string) =>
      ref === mine
        ? `${ref} is your own report.`
        : `You are counted already, with ${mine}: you hear each update of ${ref}.`,
    word: {
      proposed: (name: string, ref: string) => `${name} proposes ${ref} as a major incident`,
      ruled: (ref: string) => `The policy proposes ${ref} as a major incident`,
      rejected: (name: string, ref: string) => `${name} turned the proposal down: ${ref} stays an ordinary incident`,
      declared: (name: string, ref: string) => `🔴 ${name} declared ${ref} a major incident`,
      accepted: (name: string, ref: string) => `🔴 ${name} accepted ${ref} as a major incident`,
      byRule: (ref: string) => `🔴 The policy declared ${ref} a major incident`,
    },
    button: {
      declare: 'Declare',
      only: 'Only propose',
      propose: 'Propose',
      reason: 'With a reason…',
      accept: 'Accept',
      reject: 'Reject…',
      demote: 'Demote…',
      open: 'Declare major…',
      major: 'Major incident…',
      answer: 'Answer…',
    },
  },
};
