// What Slack accepts, in one place (https://docs.slack.dev/reference/block-kit); its servers refuse what is over.

export const limits = {
  blocks: { message: 50, modal: 100, home: 100 },
  /** Advised for a message's `text`, which only notifications show beside blocks. */
  text: 4_000,
  /** Of one block; rich text has no documented limit, so it keeps to a section's. */
  block: 3_000,
  /** Of all words in a message; ours, well below `msg_blocks_too_long`. */
  words: 12_000,
  /** Of one row in a list; ours, so that a few long rows do not use up the words. */
  row: 500,
  /** Of the people in one line; ours, so that no name is cut off. */
  called: 50,
  actions: 25,
  overflow: 5,
  label: 75,
  value: 2_000,
  /** Boxes of one field. */
  boxes: 10,
  option: { value: 150, count: 100, groups: 100 },
  /** A modal's title, submit and close. */
  title: 24,
  metadata: 3_000,
  input: { text: 3_000, label: 2_000, hint: 2_000 },
  href: 3_000,
  /** A channel's name, its topic and its purpose, how many are invited at once, and how many channels a page lists. */
  channel: { name: 80, topic: 250, invited: 100, listed: 999 },
  /** A request's key, and every id that we choose. */
  id: 255,
} as const;
