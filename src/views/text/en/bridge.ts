// What crosses between the rooms of a major incident, in English.

const messages = (count: number): string => (count === 1 ? '1 message waits' : `${count} messages wait`);

export const bridge = {
  bridge: {
    from: (chat: string) => ` (${chat}): `,
    at: (time: string) => ` ${time}: `,
    answers: (name: string, words: string) => (words ? `to ${name}: “${words}”` : `to ${name}`),
    whole: 'All of it, where it was said',
    late: (count: number) =>
      `${count} messages came late: this chat did not answer when they were written in the other room.`,
    apart: (chat: string) =>
      `What is said here stays here, and what is said in the room on ${chat} stays there: one of the two is private, the other is open.`,
    unheard: (command: string) =>
      `In this chat I hear only what mentions me. Write “${command} say …” to have your words in the other room too; all other words stay here.`,
    silent: (chat: string, time: string, waiting: number) =>
      waiting > 0
        ? `${chat} has not answered since ${time}; ${messages(waiting)} for it and ${waiting === 1 ? 'goes' : 'go'} out by ${waiting === 1 ? 'itself' : 'themselves'}.`
        : `${chat} has not answered since ${time}; what you write here goes out to it by itself when it is back.`,
  },
};
