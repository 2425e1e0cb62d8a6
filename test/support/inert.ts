// What a chat would make of what it was handed: who is called, where links lead, what is markup, what is unseen.
import type { LocalSlack } from '../../playground/slack/slack.ts';
import type { LocalTeams } from '../../playground/teams/teams.ts';

type Node = Readonly<Record<string, unknown>>;

/** What a button carries is drawn by nobody. */
export function nodesOf(value: unknown): Node[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.entries(value).flatMap(([name, child]) => (name === 'data' ? [] : nodesOf(child)));
  return Array.isArray(value) ? inside : [value as Node, ...inside];
}

function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsOf) : [];
}

/** Blocks and views travel as JSON within a call's arguments. */
const unpacked = (value: unknown): unknown =>
  typeof value === 'string' && /^[[{]/u.test(value) ? parsed(value) : value;
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

const UNSEEN = /[\u202a-\u202e\u2066-\u2069]|(?![\n\t])\p{Cc}|\p{Surrogate}/u;
const ADDRESS = /(?:https?:\/\/|www\.)[^\s/?#)]+/giu;

/** What a link's words name, that is not where it leads, while they do not say where. */
function misleading(words: string, href: string): boolean {
  if (words.includes(href)) return false;
  const host = URL.canParse(href) ? new URL(href).host : '';
  const named = [...words.matchAll(ADDRESS)].map(([address]) => address.replace(/^https?:\/\//iu, ''));
  return named.length > 0 && !named.some((name) => name === host || name.endsWith(`@${host}`));
}

/** Since when; `called`: whom Muster itself calls, by id on Slack, by name on Teams. */
interface Since {
  readonly calls: number;
  readonly deliveries: number;
}
const CALLS = ['user', 'usergroup', 'broadcast', 'channel'];
const OPENS = /^(?:https?:|mailto:)/iu;

/** Every fault in what Slack was handed since its `from`-th call and delivery. */
export function faultsInSlack({ ledger }: LocalSlack, from: Since, called: readonly string[]): string[] {
  const calls = ledger.calls
    .slice(from.calls)
    .map(({ method, args }) => [method, Object.values(args).map(unpacked)] as const);
  const bodies = ledger.deliveries.slice(from.deliveries).map(({ kind, body }) => [kind, parsed(body)] as const);
  return [...calls, ...bodies].flatMap(([where, what]) =>
    [...nodesOf(what).flatMap((node) => inBlock(node, called)), ...stringsOf(what).flatMap(unseen)].map(
      (fault) => `${where}: ${fault}`,
    ),
  );
}

export function inBlock(node: Node, called: readonly string[]): string[] {
  const { type, text, url } = node;
  const faults: string[] = [];
  if (CALLS.includes(String(type)) && !called.includes(String(node.user_id)))
    faults.push(`calls ${JSON.stringify(node)}`);
  if (type === 'link' && (!OPENS.test(String(url)) || misleading(String(text ?? url), String(url))))
    faults.push(`a link ${JSON.stringify(node)}`);
  if (type === 'mrkdwn') {
    const rest = String(text).replace(/<(https?:[^|<>]+)\|([^<>]*)>/gu, '');
    if (/[<>]|&(?!amp;|lt;|gt;)/u.test(rest) || node.verbatim !== true) faults.push(`marked up ${text}`);
  }
  // Beside blocks it is what a notification shows.
  if ('blocks' in node && typeof text === 'string' && /[<>]|&(?!amp;|lt;|gt;)/u.test(text))
    faults.push(`marked up ${text}`);
  return faults;
}

const unseen = (text: string): string[] =>
  UNSEEN.test(text) ? [`unseen signs in ${JSON.stringify(text.slice(0, 200))}`] : [];

/** The same for Teams: of a card only what parses markdown or opens something can be at fault. */
export function faultsInTeams({ ledger }: LocalTeams, from: Since, called: readonly string[]): string[] {
  const calls = ledger.calls.slice(from.calls).map(({ method, path, body }) => [`${method} ${path}`, body] as const);
  const bodies = ledger.deliveries
    .slice(from.deliveries)
    .map(({ activity, body }) => [String(activity.type), body] as const);
  return [...calls, ...bodies].flatMap(([where, what]) =>
    [...nodesOf(what).flatMap((node) => inCard(node, called)), ...stringsOf(what).flatMap(unseen)].map(
      (fault) => `${where}: ${fault}`,
    ),
  );
}

export function inCard(node: Node, called: readonly string[]): string[] {
  const { type, text, textFormat } = node;
  const faults: string[] = [];
  if (type === 'TextBlock' || type === 'FactSet') faults.push(`parses markdown ${JSON.stringify(node).slice(0, 200)}`);
  const { name = '' } = (node.mentioned ?? {}) as { name?: string };
  if (type === 'mention' && !called.includes(name)) faults.push(`calls ${JSON.stringify(node)}`);
  const tags = called.map((each) => `<at>${each}</at>`);
  const parsedText = type === 'message' && typeof text === 'string' && text !== '' && textFormat !== 'plain';
  if (parsedText && !text.split(', ').every((each) => tags.includes(each)))
    faults.push(`a text that is parsed: ${text.slice(0, 200)}`);
  const { selectAction } = node as { selectAction?: { url?: string } };
  if (selectAction && (!OPENS.test(selectAction.url ?? '') || misleading(String(text), selectAction.url ?? '')))
    faults.push(`a link ${JSON.stringify(node)}`);
  if (type === 'Action.OpenUrl' && !OPENS.test(String(node.url))) faults.push(`opens ${node.url}`);
  if (stringsOf(text).some((words) => /\{\{\s*(?:DATE|TIME)\(/iu.test(words))) faults.push(`a function: ${text}`);
  return faults;
}
