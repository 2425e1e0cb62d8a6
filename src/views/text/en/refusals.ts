// Refusals in English: what is not possible, and what to do instead.
import type { RefusalFacts } from '../en.ts';
import { runningRefusals } from './running.ts';

export const refusals = {
  refusal: {
    ...runningRefusals,
    'not-now': (f: RefusalFacts) =>
      `${f.ref} is ${f.stateName}: it cannot be ${f.actionName} now.${f.hint ? ` ${f.hint}` : ''}`,
    'already-claimed': (f: RefusalFacts) => `${f.name} claimed ${f.ref} ${f.ago}.`,
    'already-yours': (f: RefusalFacts) => `${f.ref} is yours already.`,
    'owns-already': (f: RefusalFacts) => `You own ${f.ref} already.`,
    'not-worker': (f: RefusalFacts) => `Only agents of ${f.group} can ${f.verb} ${f.ref}.`,
    'not-agent': (f: RefusalFacts) =>
      `“${f.verb}” is for agents of the service desk. You can report, see your status, and add to your own tickets.`,
    'not-manager': (f: RefusalFacts) => `“${f.verb}” is for incident managers. Say “escalate … up” to call one.`,
    'major-already': (f: RefusalFacts) =>
      `${f.ref} is a major incident already: ${f.name ?? 'the policy'} declared it ${f.ago}. ${f.rooms ? `Its room: ${f.rooms}.` : 'Its rooms are coming up.'}`,
    'major-over': (f: RefusalFacts) => `${f.ref} is over: reopen it first if it goes on.`,
    'not-an-incident': (f: RefusalFacts) => `${f.ref} is a request. Convert it to an incident first.`,
    'not-to-declare': (f: RefusalFacts) =>
      `Only incident managers declare a major incident. Say “major propose ${f.ref} because …”, and they are asked at once.`,
    'proposed-already': (f: RefusalFacts) => `${f.ref} is proposed already: the incident managers were asked.`,
    'not-proposed': (f: RefusalFacts) =>
      f.name
        ? `The proposal of ${f.ref} is answered already: ${f.name} saw to it ${f.ago}.`
        : `Nobody has proposed ${f.ref} as a major incident.`,
    'not-major': (f: RefusalFacts) => `${f.ref} is no major incident. Say “major ${f.ref}” to make it one.`,
    'rooms-open': (f: RefusalFacts) =>
      `${f.ref} is a major incident, and what the people in its rooms have read cannot be taken back. Report what is private as a confidential ticket of its own, and link the two.`,
    'no-review': (f: RefusalFacts) => `The review of ${f.ref} opens when it is resolved.`,
    'review-unwritten': (f: RefusalFacts) =>
      `Nobody has written anything into the review of ${f.ref} yet. Say “review cause ${f.ref} …”, or “review ${f.ref}” for all of it.`,
    'review-confidential': (f: RefusalFacts) =>
      `${f.ref} is confidential: its review is published nowhere. Whoever may see it reads it with “review ${f.ref}”, also in its own room.`,
    'review-nowhere': (f: RefusalFacts) =>
      `The policy names no channel in which the review of ${f.ref} could be published (major: review: publish). “review export ${f.ref}” gives it as files.`,
    'not-requester': (f: RefusalFacts) => `Only ${f.name} can ${f.verb} ${f.ref}. You can note or tell.`,
    'not-found': (f: RefusalFacts) => `There is no ${f.ref} that you can see. Look at “status”, or check the number.`,
    'pressed-already': (f: RefusalFacts) =>
      `${f.ref} is escalated since ${f.ago}, and nobody has answered yet: they are told again the moment somebody does.`,
    'not-pressed': (f: RefusalFacts) =>
      f.name
        ? `${f.name} took the escalation of ${f.ref} up ${f.ago}.`
        : `Nobody waits for an answer to an escalation of ${f.ref}.`,
    'there-already': (f: RefusalFacts) => `${f.ref} is with ${f.group} already.`,
    'no-such-group': (f: RefusalFacts) =>
      `There is no group “${f.said}”. Say “to” and one of: ${f.names}; or “up” for the incident managers.`,
    'no-such-reason': (f: RefusalFacts) => `“${f.said}” is no reason to hold. Say one of: ${f.names}.`,
    'no-such-priority': (f: RefusalFacts) => `“${f.said}” is no priority. Say P1, P2, P3 or P4, and because of what.`,
    'same-priority': (f: RefusalFacts) => `${f.ref} is P${f.priority} already.`,
    'tie-confidential': (f: RefusalFacts) =>
      `One of ${f.ref} and ${f.other} is confidential, the other is not: a tie between them would tell. Make both confidential first, or write a note in the confidential one.`,
    'not-to-override': (f: RefusalFacts) =>
      `Only incident managers and members of ${f.names} override the priority of ${f.ref}. Classify it instead: impact and urgency make the priority.`,
    'no-such-value': (f: RefusalFacts) => `“${f.said}” is no ${f.name}. Say one of: ${f.names}.`,
    'no-such-stars': (f: RefusalFacts) => `“${f.said}” is no rating. Say 1 to 5, and a word if you like.`,
    'has-already': (f: RefusalFacts) => `${f.name} has ${f.ref} already.`,
    'nobody-named': (f: RefusalFacts) =>
      `I know no agent called “${f.said}”. Say a name or a mail address; they have to have spoken to me once.`,
    'several-named': (f: RefusalFacts) => `“${f.said}” could be ${f.names}. Say the whole name, or the mail address.`,
    'nobody-known': (f: RefusalFacts) =>
      `I know no member called “${f.said}”. Say the whole name or the mail address; they have to have spoken to me once.`,
    'for-agents': () =>
      'Only agents of the service desk report for somebody else. Report it as your own and name the person, or ask an agent.',
    guest: () => 'Guests cannot use the service desk here. Ask a member of the organisation to report it for you.',
    'unknown-person': () =>
      'The chat did not tell me in time who you are, and I answer nobody that I do not know. Nothing was saved; please try again.',
    stranger: () => 'This chat is not connected to a service desk. Ask an administrator to connect it.',
    'unknown-verb': (f: RefusalFacts) =>
      f.near
        ? `“${f.said}”? Did you mean “${f.near}”? Try “${f.command} help”.`
        : `I do not know “${f.said}”. Try “${f.command} help”.`,
    'needs-ref': (f: RefusalFacts) =>
      `Which ticket? Say “${f.verb} INC-12 …”. You have no open tickets that I could offer.`,
    'say-again': (f: RefusalFacts) =>
      `Which ticket? Say it again as “${f.verb} INC-12 …”. Nothing was saved, your text: “${f.text}”`,
    'too-many': (f: RefusalFacts) =>
      `${f.count} tickets are too many at once; ${f.most} is the most. Nothing was changed.`,
    'closed-already': (f: RefusalFacts) => `${f.ref} is closed already. Thank you.`,
    'needs-text': (f: RefusalFacts) => `Something is missing. Say it like “${f.example}”.`,
    'too-long': (f: RefusalFacts) =>
      `That is ${f.length} characters; ${f.most} is the most. Nothing was saved; shorten it, or attach it as a file to the thread.`,
    'unexpected-words': (f: RefusalFacts) => `“${f.verb}” does not take “${f.rest}”. Say it like “${f.example}”.`,
    'time-past': (f: RefusalFacts) =>
      `“${f.said}” is over (${f.when}). Give me a time to come, like “tomorrow 9am”, “in 2 weeks”, “3 business days before 20 march”.`,
    'time-unread': (f: RefusalFacts) =>
      `I cannot read “${f.said}” as a time. Try “tomorrow 9am”, “next monday”, “in 2 weeks”, “2026-12-20 14:00” or “3 business days before 20 march”.`,
    'time-far': (f: RefusalFacts) => `“${f.said}” is more than five years away. Give me a nearer time.`,
    'time-ambiguous': (f: RefusalFacts) =>
      `“${f.said}” does not exist, or exists twice, in ${f.zone} (clocks change then). Name another minute.`,
    'reopen-over': (f: RefusalFacts) =>
      `${f.ref} was closed ${f.when}; it could be reopened for ${f.days} days. Report it again, and mention ${f.ref}.`,
    'kept-gone': () => 'That text is with the service desk already. Look at “status”.',
    'bad-request': () => 'That button or form is from an older version. Type the command instead.',
    'mention-them': (f: RefusalFacts) =>
      `Pick whom you mean from the list that the chat offers after “@”, so that it is certain who it is; in a form, or by a name that is typed out, only agents can. Nothing was saved. Words that begin so go in through “${f.command} add” without them.`,
    'only-copied': (f: RefusalFacts) =>
      `Only ${f.name} can ${f.verb} ${f.ref}: you are copied on it. You can add to it.`,
    'copy-guest': (f: RefusalFacts) =>
      `“${f.said}” is a guest, or of another organisation, or not known to me yet: only members can be copied or asked.`,
    'hears-already': (f: RefusalFacts) => `${f.name} gets everything about ${f.ref} already.`,
    'not-copied': (f: RefusalFacts) => `${f.name} is not copied on ${f.ref}.`,
    'too-many-copied': (f: RefusalFacts) =>
      `${f.ref} would go to ${f.count} further people; ${f.most} is the most. Nothing was changed.`,
    'subscribed-already': (f: RefusalFacts) => `You follow ${f.ref} already. “unsubscribe ${f.ref}” ends it.`,
    'not-subscribed': (f: RefusalFacts) => `You do not follow ${f.ref}. “subscribe ${f.ref}” begins it.`,
    'ask-whom': (f: RefusalFacts) =>
      `Whom? Say “ask INC-12”, then @ and an agent’s name, or one of these groups: ${f.names}; then the question.`,
    'ask-confidential': (f: RefusalFacts) =>
      `${f.ref} is confidential, and a group’s whole channel would read the question. Ask one of its people by name.`,
    'asks-self': (f: RefusalFacts) => `You would ask yourself about ${f.ref}. Note it instead.`,
    'asked-no-agent': (f: RefusalFacts) =>
      `${f.name} is no agent, and only agents can be asked. Copy them on the ticket, or write to the requester.`,
    'not-asked': (f: RefusalFacts) =>
      `The open questions about ${f.ref} were asked of others. You can note what you know.`,
    'question-over': (f: RefusalFacts) =>
      f.name
        ? `That question about ${f.ref} is over: ${f.name} saw to it ${f.ago}. You can note what you know.`
        : `Nobody waits for an answer about ${f.ref}. You can note what you know.`,
    'which-question': (f: RefusalFacts) =>
      f.text
        ? `Several questions about ${f.ref} are open. Choose one and say it again. Nothing was saved, your text: “${f.text}”`
        : `Several questions about ${f.ref} are open. Which one?`,
    unsaved: (f: RefusalFacts) =>
      `Something went wrong on our side (ref ${f.reference}). Nothing was saved${f.text ? `, your text: “${f.text}”` : ''}. Try again; if it stays, tell an administrator that reference.`,
    unsure: (f: RefusalFacts) =>
      `Something went wrong on our side (ref ${f.reference}), and I cannot tell whether it was saved${f.text ? `; your text: “${f.text}”` : ''}. Look at “status” before you try again.`,
    'not-administrator': (f: RefusalFacts) =>
      `“${f.verb}” is for administrators of the desk, whom the policy names. Ask one of them.`,
    'no-such-audit': (f: RefusalFacts) =>
      `“${f.said}” is nobody that I know, and no day. Say a name, or a day like 2026-11-23.`,
    left: () =>
      'This account is marked as left, and nobody who has left is answered. If that is wrong, try again in a minute.',
    'direct-only': (f: RefusalFacts) => `Say “${f.example}” in our direct chat: nobody else should read it.`,
    'too-many-tries': () => 'Five codes were wrong. Wait ten minutes, then ask for a new one with “account join”.',
    'join-unproven': (f: RefusalFacts) =>
      `${f.names} was joined to its person by a mail address alone. First join it by a code said there and in that person’s other chat.`,
    'joined-already': () => 'Both accounts are yours already. “account” shows all of them.',
    'not-joined': () =>
      'Nothing was joined to you by a code here. Say “account leave” in the chat that came by the code.',
    'no-such-zone': (f: RefusalFacts) => `“${f.said}” is no time zone. Say one like Europe/Paris, or auto.`,
    itself: (f: RefusalFacts) => `${f.ref} is that ticket itself. Say the other one’s reference.`,
    'no-such-target': (f: RefusalFacts) =>
      `I cannot link to “${f.said}”. Say a ticket (INC-9), a problem (PRB-4), a change (CHG-12), a configuration item of the policy, or an https address.`,
    'linked-already': (f: RefusalFacts) => `${f.ref} is linked to ${f.other} like that already.`,
    'not-linked': (f: RefusalFacts) =>
      `${f.ref} is not linked to ${f.other}.${f.names ? ` It is linked to: ${f.names}.` : ''}`,
    'tied-as-duplicate': (f: RefusalFacts) =>
      `${f.ref} is a duplicate of ${f.other}. To end that, say “reopen ${f.ref}”.`,
    'child-already': (f: RefusalFacts) =>
      `${f.ref} is a child of ${f.other} already. A ticket has one parent, and a parent has none: unlink it first, or link them as related.`,
    'parent-already': (f: RefusalFacts) =>
      `${f.ref} is a parent itself, of ${f.other}. A parent has no parent: link them as related, or unlink its children first.`,
    'no-such-original': (f: RefusalFacts) => `“${f.said}” is no reference. Say it like “duplicate INC-12 of INC-9”.`,
    'other-way-round': (f: RefusalFacts) =>
      `${f.other} is a duplicate of ${f.ref} already. If it is the other way round, say “reopen ${f.other}” first.`,
    'no-original': (f: RefusalFacts) => `${f.other} is a duplicate itself. Say “duplicate ${f.ref} of ${f.original}”.`,
    'other-kind': (f: RefusalFacts) =>
      `${f.ref} and ${f.other} are an incident and a service request. Convert one of them first, or link the two.`,
    'original-closed': (f: RefusalFacts) =>
      `${f.other} is closed already: nobody would hear of it any more. Say “reopen ${f.other}”, or link the two.`,
    'kind-already': (f: RefusalFacts) => `${f.ref} is of that kind already: ${f.kind}.`,
    unconfirmed: () => 'Not confirmed yet: it is taking longer than usual. The outcome follows here.',
    confirmed: () => 'Done. It took longer than usual.',
    'no-such-view': (f: RefusalFacts) =>
      `There is no queue “${f.said}”. Say mine, unclaimed, waiting, held or resolved, or a group, or both: ${f.names}.`,
    'nothing-listed': () =>
      'There is nothing to choose from: none of these tickets is there any more. Look at “queue”.',
    'none-to-take': (f: RefusalFacts) =>
      `Everything in your groups is claimed. To ${f.verb} another one, say “${f.verb} INC-12”.`,
    'may-not-see': (f: RefusalFacts) =>
      `${f.ref} is confidential, and ${f.name} may not see it. Say a member of ${f.group}, or an incident manager.`,
    'confidential-only': (f: RefusalFacts) =>
      `${f.group} has confidential tickets alone. Say “confidential ${f.ref} to ${f.names}”.`,
    'confidential-stays': (f: RefusalFacts) =>
      `${f.ref} is confidential: ${f.group} may not see it. Ask them without naming it; or, if nothing in it is private, say “confidential ${f.ref} off to ${f.names} because …”.`,
    'confidential-already': (f: RefusalFacts) =>
      `${f.ref} is confidential already, with ${f.group}. “escalate” brings it to another confidential group, “off” and a reason to others.`,
    'confidential-over': (f: RefusalFacts) =>
      `${f.ref} is ${f.stateName}: it stays confidential. Reopen it first, if others have to see it.`,
    'not-confidential': (f: RefusalFacts) => `${f.ref} is not confidential: there is nothing to take back.`,
    'not-keeper': (f: RefusalFacts) =>
      `Only ${f.group} and the incident managers can open ${f.ref} to others. Add why it should be, and they decide.`,
    'no-confidential': () =>
      'Nobody here keeps confidential tickets: the policy names no group for it. Tell an incident manager in person.',
    'left-thread': () =>
      'The ticket of this thread does not stand here any more, and nothing was saved. If you may see it, name it: “note INC-12 …”.',
  },
};
