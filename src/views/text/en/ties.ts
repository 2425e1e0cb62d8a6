// What ties tickets to each other, in English.

export const ties = {
  tie: {
    /** What the ticket is to the other end, around its name. */
    is: {
      related: { before: 'related to ', after: '' },
      parent: { before: 'parent of ', after: '' },
      child: { before: 'child of ', after: '' },
      'caused-by': { before: 'caused by ', after: '' },
      causes: { before: 'cause of ', after: '' },
      blocks: { before: 'blocks ', after: '' },
      'blocked-by': { before: 'blocked by ', after: '' },
      duplicate: { before: 'duplicate of ', after: '' },
      original: { before: 'original of ', after: '' },
    },
    names: {
      related: 'related',
      parent: 'parent',
      child: 'child',
      'caused-by': 'caused by',
      causes: 'causes',
      blocks: 'blocks',
      'blocked-by': 'blocked by',
      duplicate: 'duplicate',
      original: 'original',
    },
    kinds: { incident: 'incident', request: 'service request', problem: 'problem', change: 'change' },
    more: (n: number) => `${n} more`,
    former: (refs: string) => `formerly ${refs}`,
    looksLike: 'Looks like: ',
    known: 'This looks like something we know:',
    reported: (when: string) => `reported ${when}`,
    worksOn: (name: string) => `${name} is on it`,
    meToo: 'Me too',
    duplicateOf: (ref: string) => `Duplicate of ${ref}`,
    link: 'Link…',
    unlink: 'Unlink…',
    duplicate: 'Duplicate of…',
    toRequest: 'Convert to request',
    toIncident: 'Convert to incident',
    sameAs: 'It is the same as ',
    youHear: 'It goes on there, and you hear when that is resolved.',
    linked: (ref: string) => `${ref} is linked now: `,
    unlinked: (ref: string) => `${ref} is no longer `,
    duplicated: (ref: string, original: string, name: string) =>
      `${ref} is a duplicate of ${original} now. ${name} is told, and hears when ${original} is resolved.`,
    converted: (was: string, kind: string, ref: string) =>
      `${was} is a ${kind} now: ${ref}. Either reference finds it.`.replace(/ a (?=[aeiou])/u, ' an '),
    openChildren: (n: number, refs: string) =>
      `${n === 1 ? 'A child is' : `${n} children are`} still open, and not resolved with it: ${refs}.`,
    settled: {
      resolved: (ref: string) => `So your ${ref} should be solved too. Is it?`,
      cancelled: (ref: string) => `It was cancelled there. If your ${ref} still needs an answer, say so.`,
    },
    line: {
      linked: (name: string) => `${name} linked it: `,
      unlinked: (name: string) => `${name} unlinked it; it is no longer `,
      duplicated: (name: string) => `${name} closed it as `,
      resolved: 'Its requester is asked whether it is solved with ',
      cancelled: 'Its requester is told of the cancelling of ',
      converted: (name: string, kind: string, ref: string, was: string) =>
        `${name} made it a ${kind}: ${ref}, formerly ${was}.`.replace(/ a (?=[aeiou])/u, ' an '),
    },
  },
};
