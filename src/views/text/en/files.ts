// Files, in English.

const ASK = 'or ask the service desk how to hand it over';

export const files = {
  files: {
    title: (ref: string) => `Files of ${ref}`,
    none: 'No file came with it. One that is sent with a message about it appears here.',
    from: (name: string) => `from ${name}`,
    until: (time: string, command: string) => `The link is good until ${time}; “${command}” gives a new one.`,
    elsewhere:
      'It stays in the other chat: Muster has no public address here to open it from. An administrator can set PUBLIC_URL.',
    linked: 'It was not copied: it opens where it is, for those who may read it there.',
    notTaken: 'not taken',
    left: (names: string) => `Left behind: ${names}. To hand a file on, send it with “add”, “note” or “tell”.`,
    lost: (name: string) => `${name} could not be fetched from the chat. Please send it once more.`,
    expired: (ref: string) => `This link has expired. Say “files ${ref}” to Muster to get a new one.`,
    refusal: {
      large: (name: string, most: string) =>
        `${name} was not taken: it is larger than ${most} MB. Send a smaller part of it, ${ASK}.`,
      empty: (name: string) => `${name} was not taken: it is empty. Please send it once more.`,
      kind: (name: string, kind: string) =>
        `${name} was not taken: files of the kind “${kind}” are not, because they can do something when they are opened. Send a picture or a document of what you want to show, ${ASK}.`,
      lie: (name: string, kind: string) =>
        `${name} was not taken: ${kind ? `inside it is of the kind “${kind}”` : 'inside it is something else'}, which its name does not say. Save it anew under its true kind and send that, ${ASK}.`,
      archive: (name: string, inside: string) =>
        `${name} was not taken: ${inside ? `“${inside}” in it is of a kind that is not` : 'it cannot be looked into'}. Send the documents themselves, ${ASK}.`,
    },
  },
};
