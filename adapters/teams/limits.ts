// What Teams allows, in one place. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages

export const LIMITS = {
  /** Teams refuses a message over 100 KB (UTF-16) and shortens some far below; a card of ours stays under this, in UTF-8. */
  cardBytes: 24_000,
  /** A dialog is no message: its card may be larger, and carries its own form back. */
  formBytes: 64_000,
  /** What a button carries back; one with more is left out, since arguments cannot be cut. */
  buttonBytes: 2_000,
  /** Teams waits 15 s for the answer to an activity, and 5 s for a message extension's, whose author is asked for first. */
  patience: { gesture: 3_500, message: 9_000 },
  /** What an answer may wait for its reply's post after that; past this the reply goes on by itself. */
  replyWithinMs: 2_000,
  requestTimeoutMs: 10_000,
  /** For a whole file of 20 MB. */
  fileTimeoutMs: 60_000,
  /** With the patience for a gesture, still within a message extension's 5 s. */
  authorWithinMs: 1_000,
  bodyBytes: 256 * 1024,
  /**
   * 7 in 1 s and 60 in 30 s for a thread; the third window, 1,800 an hour, is left to Retry-After: few ever meet it.
   * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
   */
  placeBudget: { perSecond: 1.8, burst: 5 },
  /** For one bot in one tenant. */
  workspaceBudget: { perSecond: 50, burst: 50 },
  keyLength: 255,
  remembered: 10_000,
  /** Each is 100 characters of the stored route. */
  teams: 500,
  /** Characters. */
  summary: 300,
  headline: 300,
  text: 3_000,
  small: 600,
  quote: 2_000,
  factLabel: 60,
  factValue: 500,
  rowText: 400,
  itemText: 1_000,
  label: 60,
  title: 64,
  href: 1_000,
  mention: 60,
  /** Without the mark; Teams takes 1,024. */
  channelDescription: 900,
  channelName: 50,
  /** Of that, what a name that is too long keeps of its end. */
  channelNameEnd: 10,
  /** Pieces: of a text, and of a card. */
  spans: 60,
  lines: 60,
  blocks: 40,
  facts: 20,
  rows: 25,
  items: 50,
  buttons: 24,
  options: 200,
  called: 30,
  fields: 20,
  /** Teams shows six actions of a set. */
  actionsInSet: 6,
} as const;
