// Who else is around a ticket, in English: the copied, the followers, the asked.

export const circle = {
  circle: {
    copies: (names: string) => `Copied: ${names}`,
    followed: (n: number) => `followed by ${n}`,
    askedAt: (whom: string, time: string) => `Asked ${whom}, ${time}: `,
    reportedBy: (name: string) => `${name} reported this, and you are copied on it.`,
    off: (ref: string) => `You are no longer copied on ${ref}.`,
    isResolved: 'The service desk thinks that this is solved.',
    replyHere: 'Reply in the thread of this message: the service desk reads it.',
    replyQuote: 'Quote this message to reply: the service desk reads it.',
    copiedOn: 'You are copied on',
    line: {
      addedAs: (name: string) => `${name} (copied): `,
      copied: (name: string, whom: string) => `${name} copied ${whom}`,
      uncopied: (name: string, whom: string) => `${name} no longer copies ${whom}.`,
      left: (name: string) => `${name} does not want to be copied any more.`,
      subscribed: (name: string) => `${name} follows it.`,
      unsubscribed: (name: string) => `${name} follows it no longer.`,
      asked: (name: string, whom: string) => `${name} asked ${whom}: `,
      answered: (name: string) => `${name} answered: `,
      withdrawn: (name: string) => `${name} took a question back`,
      declined: (name: string) => `${name} cannot answer`,
      reminded: (span: string) => `A question is open for ${span}. Who was asked was reminded.`,
    },
    notice: {
      copied: (name: string, ref: string) => `${name} copied you on ${ref}`,
      copiedRest:
        'You get what the requester gets, in this chat. What you reply reaches the service desk in your name.',
      uncopied: (name: string, ref: string) => `${name} no longer copies you on ${ref}.`,
      about: (name: string, desk: string, ref: string) => `${name} (${desk}), about ${ref}, on which you are copied:`,
      reopened: (ref: string) => `${ref} is open again.`,
    },
    news: {
      raised: (name: string, ref: string) => `${name} asked the incident managers about ${ref}`,
      held: (ref: string, reason: string) => `${ref} is on hold: ${reason}`,
      waited: (ref: string) => `${ref} waits until `,
      woke: (ref: string) => `${ref} goes on now.`,
      resolved: (name: string, ref: string) => `${name} resolved ${ref}`,
      closed: (ref: string) => `${ref} is closed.`,
      reopened: (name: string, ref: string) => `${name} reopened ${ref}`,
      cancelled: (name: string, ref: string) => `${name} cancelled ${ref}`,
      raisedPriority: (ref: string, from: string, to: string) => `${ref} is more urgent now: ${to}, it was ${from}`,
    },
    question: {
      asksYou: (name: string, ref: string) => `${name} asks you about ${ref}`,
      asks: (name: string, whom: string, ref: string) => `${name} asks ${whom} about ${ref}`,
      stays: 'The ticket stays where it is: only your answer is wanted.',
      answered: (name: string, time: string) => `${name} answered, ${time}: `,
      declined: (name: string, time: string) => `${name} cannot answer, ${time}`,
      withdrawn: (name: string, time: string) => `${name} took the question back, ${time}`,
      over: (ref: string, state: string) => `${ref} is ${state}: no answer is needed any more.`,
    },
    echo: {
      answered: (name: string, ref: string) => `${name} answered your question about ${ref}:`,
      declined: (name: string, ref: string) => `${name} cannot answer your question about ${ref}`,
      withdrawn: (name: string, ref: string) => `${name} took your question about ${ref} back`,
      reminded: (name: string, ref: string, span: string) =>
        `${name} has been waiting for your answer about ${ref} for ${span}.`,
      remindedGroup: (name: string, whom: string, ref: string, span: string) =>
        `${name} has been waiting for an answer of ${whom} about ${ref} for ${span}.`,
    },
    done: {
      subscribed: (ref: string) =>
        `You will hear when ${ref} is escalated to the incident managers, put on hold or to wait, goes on, is resolved, reopened, closed or cancelled, and when it becomes more urgent.`,
      agents:
        'With the reasons that agents give. Notes and messages stand in the agents’ thread, and are not repeated.',
      others: 'What the service desk and the requester write to each other is theirs, and is not repeated to you.',
      unsubscribed: (ref: string) =>
        `You no longer follow ${ref}. What concerns you by your part in it still reaches you.`,
      copied: (ref: string, names: string) =>
        `${names}: from now on copied on ${ref}, with all that the requester gets, in a chat of their own.`,
      uncopied: (ref: string, names: string) => `${names}: no longer copied on ${ref}.`,
      asked: (ref: string, names: string) =>
        `${names} was asked about ${ref} just now. The answer comes to your direct chat and to the agents’ thread.`,
      withdrawn: (ref: string) => `The question about ${ref} is taken back, and it says so where it was asked.`,
      answered: (ref: string, name: string) => `${name} has your answer about ${ref} now.`,
      declined: (ref: string, name: string) => `${name} is told that you cannot answer for ${ref}.`,
    },
  },
};
