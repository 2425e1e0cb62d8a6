// People and the management of the desk in English: accounts, who left, what is missing, what was administered.

export const people = {
  account: {
    title: (name: string) => `You are ${name}`,
    here: 'you are here',
    how: {
      own: '',
      mail: 'joined by its mail address: its roles are its own',
      code: 'joined by a code',
    },
    noMail: 'no mail address is known',
    language: 'Language',
    zone: 'Time zone',
    chosen: 'chosen by you',
    told: 'from your profile',
    ours: 'the organisation’s',
    roles: 'You are',
    member: 'a member: you can report, request and see your own tickets',
    agent: (group: string) => `an agent of ${group}`,
    manager: 'an incident manager',
    administrator: 'an administrator of the desk',
    join: 'Join another account',
    undo: 'Not mine: undo',
    leave: 'Take the join back',
    sayCode: (code: string, command: string) =>
      `Say “account join ${code}” in your direct chat with me on the other chat, within ten minutes. (Or press nothing and let it pass; “${command} account” shows who you are.)`,
    keepIt: 'Tell it to nobody: whoever says it becomes you.',
    missed: (left: number) =>
      left > 0
        ? `That is no code that holds now. Ask for one with “account join” on the other chat. (${left} more ${left === 1 ? 'try' : 'tries'})`
        : 'That is no code that holds now, and that was the fifth try. Wait ten minutes.',
    ownCode: 'This code was given to you here. Say it in your direct chat with me on the other chat.',
    ask: (one: string, other: string) =>
      `Are ${one} and ${other} both you? Tickets, roles and everything else of both become one person’s.`,
    yes: 'Join them',
    joined: (one: string, other: string) => `${one} and ${other} are one person now.`,
    split: (one: string, other: string) =>
      `${one} and ${other} are two persons again. What was said before they were joined is each one’s own.`,
    proven: (one: string) => `${one} is proven to be yours: your roles count there too.`,
    unproven: (one: string) => `${one} counts as joined by its mail address again.`,
    set: (language: string, zone: string) => `Set: ${language}, ${zone}. Say “auto” for what your profile says.`,
    languages: { en: 'English', zh: '中文' },
  },
  parted: {
    gone: (name: string) => `${name} has left.`,
    role: (name: string) => `${name} is no agent of the desk any more.`,
    rest: {
      assignee: 'Anybody may claim it.',
      owner: 'It needs an owner: whoever claims it next, or says “own”.',
    },
    back: 'Theirs no more, and in need of somebody:',
    more: (n: number) => `and ${n} more`,
  },
  setup: {
    title: 'What is there, and what is missing',
    asOf: (ago: string) => `Looked at ${ago}.`,
    again: 'Look again',
    good: 'All is as it has to be.',
    missing: (n: number) => (n === 1 ? '1 thing needs you.' : `${n} things need you.`),
    desk: 'The desk',
    of: {
      scopes: () => 'All permissions that Muster asks for are granted.',
      scope: (id: string, without: string) =>
        `The permission ${id} is missing: ${without}. Add it in the app’s settings, or take the manifest anew, and install the app again.`,
      'scopes-unknown': () => 'Which permissions are granted cannot be known: the chat does not say.',
      place: (id: string, good: boolean, why: string) =>
        good
          ? `Cards can stand in the channel ${id}.`
          : `The channel ${id} cannot be reached (${why}): no card stands there. Invite Muster into it, or mend the id in the policy.`,
      login: (good: boolean, why: string) =>
        good
          ? 'The chat accepts Muster’s credentials.'
          : `The chat does not accept Muster’s credentials (${why}). Check the token, or the app’s id, secret and tenant.`,
      address: (good: boolean): string =>
        good
          ? 'The chat has said where it is reached.'
          : 'The chat has not said yet where it is reached. Add the app to the team, or say “help” to it once.',
      hears: (good: boolean, why: string) =>
        good
          ? 'Plain words in the threads of tickets are heard.'
          : `Whether plain words in threads are heard, and posts can be looked for, is not consented to (${why}). Let the owner of the team consent, or go on with @mentions.`,
      rooms: (good: boolean, why: string) =>
        good
          ? 'Rooms for major incidents can be made.'
          : `Rooms for major incidents cannot be made (${why}). Set or grant what is missing, or go on with a thread in the incidents channel.`,
      private: (good: boolean): string =>
        good
          ? 'Private answers in channels are on.'
          : 'Private answers in channels are off: they go to the direct chat instead.',
      circle: (id: string, why: string, never: boolean) =>
        never
          ? `Who is in ${id} cannot be read on this chat. ${why}`
          : `Who is in ${id} cannot be read (${why}); who was there when it last could still counts. Check the id in the policy and the permission.`,
    },
    silent:
      'Nothing has been heard from it since Muster started. Say something to it; if it stays silent, check where it sends its events.',
    heard: (ago: string) => `Last heard ${ago}.`,
    /** What does not work without a permission. */
    without: {
      commands: 'the slash command and the shortcuts do not exist',
      'app_mentions:read': 'an @mention is not heard',
      'reactions:read': 'the ticket emoji reports nothing',
      'chat:write': 'nothing can be shown to anybody',
      'im:write': 'nobody can be told anything in their direct chat',
      'im:history': 'words in the direct chat are not heard',
      'channels:history': 'words in public channels and their threads are not heard',
      'groups:history': 'words in private channels and their threads are not heard',
      'groups:read': 'nobody becomes an agent by being in a private channel',
      'users:read': 'nobody is known by name, zone or language, and guests cannot be told from members',
      'users:read.email': 'one person on two chats is not known to be one',
      'files:read': 'files that come with words are not copied to the other chat',
      'files:write': 'files from the other chat cannot be posted here',
      'usergroups:read': 'nobody becomes an agent by being in a user group',
      'channels:manage': 'no public war room is made',
      'channels:read': 'a war room whose making was cut off is not found again',
      'groups:write': 'no private war room is made',
      'pins:write': 'nothing is pinned in a war room',
      'bookmarks:read': 'a war room has no links at its top',
      'bookmarks:write': 'a war room has no links at its top',
    } as Record<string, string>,
    something: 'something does not work',
    never: (names: string) =>
      `Named by the policy and never seen: ${names}. Ask them to say “help” to Muster, or mend the name.`,
    placeless: (group: string, chat: string) =>
      `${group} has no triage channel on ${chat}: its cards do not stand there. Name one in the policy.`,
    open: (channel: string) =>
      `The policy trusts the channel ${channel}, which is not private, or is shared: nobody becomes an agent by it.`,
    differs: (version: string) =>
      `The policy file differs from version ${version}, which is in force and stays. Undo the change, or take it over.`,
    wall: 'The database role can look over the wall between organisations. Give Muster a role that is no superuser and has no BYPASSRLS.',
    nobodyAdministers: 'Nobody is an administrator by the policy.',
  },
  audit: {
    title: 'What was administered',
    empty: 'Nothing of that kind was administered.',
    line: {
      'accounts-joined': (who: string, chats: string, how: string) =>
        `Accounts of ${who} were joined (${chats}, by ${how}).`,
      'accounts-split': (who: string, chats: string) => `Accounts of ${who} were split (${chats}).`,
      'account-left': (who: string, chats: string) => `${who} has left ${chats}.`,
      'account-back': (who: string, chats: string) => `${who} is back on ${chats}.`,
      parted: (who: string, n: number) =>
        `${who} is no agent any more; ${n} ${n === 1 ? 'ticket' : 'tickets'} went back.`,
      'role-gained': (who: string, name: string) => `${who} came into ${name}.`,
      'role-lost': (who: string, name: string) => `${who} went out of ${name}.`,
      'policy-taken': (version: number) => `Version ${version} of the policy was taken.`,
      forgotten: (n: number) => `Somebody was forgotten, with their words in ${n} ${n === 1 ? 'ticket' : 'tickets'}.`,
      retention: (n: number) => `Words in ${n} old ${n === 1 ? 'ticket' : 'tickets'} were erased.`,
      exported: (what: string) => `Tickets were exported: ${what}.`,
      confidential: (ref: string) => `${ref} was made confidential.`,
      'secret-set': (name: string) => `${name} was kept sealed.`,
      'secret-forgotten': (name: string) => `${name} is kept no longer.`,
      'secrets-rotated': (n: number) => `${n} ${n === 1 ? 'secret was' : 'secrets were'} sealed anew.`,
    },
    how: { mail: 'mail address', code: 'code' },
  },
};
