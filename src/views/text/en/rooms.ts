// Rooms of major incidents in English: what stands on top of one, who is called, who is there and who could not come.

export const rooms = {
  rooms: {
    label: 'Rooms: ',
    purpose: (ref: string) => `Where ${ref} is worked on. Muster made it, and closes it some days after the review.`,
    thread: 'a thread in the incidents channel',
    coming: 'the room is being made.',
    refused: 'no room could be made: ',
    closed: 'closed',
    there: 'There: ',
    missing: 'Could not be brought in: ',
    sent: 'Were sent word: ',
    more: (count: number) => `and ${count} more`,
    unknown: (names: string) => `Not called, since they have never written to Muster: ${names}. Call them yourself.`,
    report: 'The report',
    other: (chat: string) => `The room in ${chat}`,
    call: {
      head: (ref: string) => `You are called to ${ref}. The message above says where it stands.`,
      onCall: (group: string) => `On call for ${group}`,
      role: (name: string) => `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      service: (service: string) => `Responsible for ${service}`,
      owner: 'Owner',
      assignee: 'Works on it',
      manager: 'Incident managers',
      declarer: 'Declared it',
      more: (count: number) => `${count} more are here.`,
    },
    news: {
      called: (ref: string, title: string) => `You are called to ${ref}, a major incident: ${title}`,
      way: (chat: string) => `Its room in ${chat}: `,
      thread: (chat: string) => `Its room in ${chat} is a thread in the incidents channel; look for `,
      why: (why: string) => `You could not be brought in: ${why}. Open it, and ask to join if the chat wants that.`,
    },
  },
};
