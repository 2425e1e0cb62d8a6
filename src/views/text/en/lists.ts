// Lists, help and Home in English.

const list = (items: readonly string[]): string => items.join(', ');

export const lists = {
  queue: {
    title: {
      actionable: 'Queue',
      mine: 'Mine',
      unclaimed: 'Unclaimed',
      waiting: 'Waiting',
      held: 'On hold',
      resolved: 'Resolved',
    },
    empty: {
      actionable: 'Nothing to do in your groups. New reports appear here by themselves, most urgent first.',
      mine: 'You have nothing claimed. Take something from the queue.',
      unclaimed: 'Everything in your groups is claimed.',
      waiting: 'Nothing waits. A ticket appears here after “wait REF until …”.',
      held: 'Nothing is on hold in your groups.',
      resolved: 'Nothing waits to be closed. A ticket appears here when it is resolved, until it is closed.',
    },
    nobody: 'unclaimed',
    due: (time: string) => `due ${time}`,
    wakes: (time: string) => `wakes ${time}`,
    count: (view: string, n: number) => (view === 'actionable' ? `${n} to do` : String(n)),
  },
  batch: {
    done: (n: number) => (n === 1 ? '1 ticket done.' : `${n} tickets done.`),
    refused: (n: number) => (n === 1 ? '1 was not:' : `${n} were not:`),
    nothingMine: 'You have nothing in hand: there is nothing to hand over.',
  },
  find: {
    title: (words: string) => `Found for “${words}”`,
    empty: 'Nothing has all of these words. Try fewer, or other ones.',
  },
  who: {
    title: 'Who works on what',
    empty: 'Nobody has claimed anything in your groups.',
    has: (active: number, waiting: number, held: number) =>
      list([
        `${active} in hand`,
        ...(waiting > 0 ? [`${waiting} waiting`] : []),
        ...(held > 0 ? [`${held} on hold`] : []),
      ]),
  },
  status: {
    title: 'Your tickets',
    empty: 'You have no open tickets. What you report or request appears here, with what is next.',
  },
  history: {
    title: (ref: string) => `History of ${ref}`,
    older: (n: number) => `… and ${n} before these`,
    kept: (n: number) =>
      n === 1
        ? '🔒 1 entry is from when it was confidential, and stays with those who saw it then.'
        : `🔒 ${n} entries are from when it was confidential, and stay with those who saw them then.`,
  },
  choose: { title: (verb: string) => `Which ticket do you mean, for ${verb}?` },
  kept: {
    title: 'Is this about a ticket that you have, or something new?',
    rest: 'Nothing is lost: in ten minutes it goes to the service desk by itself.',
    new: 'Shall I report this to the service desk?',
  },
  help: {
    title: (name: string) => `What you can do here, ${name}`,
    also: (verbs: string, command: string) => `Also: ${verbs}. “${command} help all” explains them.`,
    more: (command: string) =>
      `Everything works as ${command} …, after an @mention in a thread, and in the direct chat.`,
    of: {
      report: 'report something that is broken',
      request: 'ask for something that you need',
      status: 'see your tickets and what is next',
      add: 'add to one of your tickets',
      cancel: 'take a ticket back',
      confirm: 'say that it is solved',
      reopen: 'say that it is not',
      help: 'this list',
      escalate: 'bring others in: a group, up to the incident manager, or your own delay',
      rate: 'say how it was, one to five stars',
      find: 'search tickets by words or number: your own, or all if you are an agent',
      who: 'who works on what',
      handover: 'give all that is yours to someone, or back',
      assign: 'give a ticket to someone',
      classify: 'service, category, impact and urgency',
      priority: 'override the priority, with a reason',
      ack: 'take an escalation up',
      hold: 'put it on hold for a reason; you are reminded',
      nudge: 'the clock’s reminder of a ticket on hold',
      queue: 'what is to be done in your groups, most urgent first',
      show: 'one ticket, whole',
      claim: 'take a ticket',
      release: 'give it back to its group',
      own: 'become the requester’s contact',
      note: 'a word to the other agents',
      tell: 'a word to the requester',
      wait: 'put it away until a time; it comes back by itself',
      resume: 'bring a waiting ticket back now',
      resolve: 'say that the work is done',
      close: 'close it formally',
      history: 'all that happened to it',
      home: 'your tickets and your work on one page',
      select: 'several tickets of the queue at once, in a form',
      link: 'tie it to a ticket, a problem, a change, a configuration item or an address',
      unlink: 'take such a tie away',
      duplicate: 'close it as the same as another one; its requester follows that',
      convert: 'make it a service request, or an incident',
      settle: 'the clock’s word to the requester of a duplicate',
      confidential: 'let only a few see it; with “off” and a reason, others again',
    } as Record<string, string>,
  },
  home: {
    title: (name: string) => `Home of ${name}`,
    shelf: {
      own: 'Your tickets',
      mine: 'Mine',
      unclaimed: 'Unclaimed in your groups',
      due: 'Due next in your groups',
      waking: 'Waking today',
      held: 'On hold',
      escalated: 'Escalated by requesters',
      urgent: 'Most urgent everywhere',
      anywhere: 'Unclaimed everywhere',
    },
    empty: {
      own: 'You have no open tickets. What you report or request appears here, with what is next.',
      mine: 'Nothing is in your hands. What you claim, or what is given to you, appears here.',
      unclaimed: 'Everything in your groups is claimed. A new report appears here until someone claims it.',
      due: 'Nothing is due in your groups. A ticket appears here while a clock runs, the next to end first.',
      waking: 'Nothing wakes today. A ticket appears here on the day that “wait REF until …” named.',
      held: 'Nothing of yours is on hold. A ticket appears here after “hold REF for …”, until it is resumed.',
      escalated:
        'Nobody waits for an answer to an escalation. One appears here when a requester presses “It’s urgent”.',
      urgent: 'Nobody has anything to do. Open tickets of all groups appear here, most urgent first.',
      anywhere: 'Everything is claimed, in every group. A new report appears here until someone claims it.',
    },
    more: (n: number, of: number | null) =>
      of === null ? `These are the first ${n}; there are more.` : `${n} of ${of}.`,
    since: (time: string) => `🔺 since ${time}`,
    asOf: (time: string, command: string) =>
      `As of ${time}. It follows what happens by itself for a week after you open it; “${command} home” opens it anew.`,
    there: 'Your Home is at the end of our direct chat now.',
    moved: 'Your Home stands further down now.',
  },
};
