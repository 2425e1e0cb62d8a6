// The parts of the README that are made from the code's own tables, so that they cannot drift from it.
import { GAPS as SLACK_GAPS } from '../adapters/slack/facts.ts';
import { GAPS } from '../adapters/teams/facts.ts';
import { table } from '../src/commands/table.ts';
import { variables } from '../src/config.ts';
import { figures } from '../src/figures.ts';
import { defaultWorkflow } from '../src/ticket/lifecycle.ts';
import { en } from '../src/views/text/en.ts';
import { scopes } from './slack.ts';
import { permissions } from './teams.ts';

/** Each part by the name of its markers: `<!-- name -->` … `<!-- /name -->`. */
export const parts: Readonly<Record<string, () => string>> = {
  variables: () =>
    rows(
      ['Variable', 'What it is for', 'If absent'],
      Object.entries(variables).map(([name, { what, shape }]) => [`\`${name}\``, what, fallbackOf(shape)]),
    ),
  figures: () =>
    rows(
      ['Figure', 'What it says', 'Labels'],
      Object.entries(figures).map(([name, { help, labels }]) => [
        `\`${name}\``,
        help,
        Object.entries(labels)
          .map(([label, values]) => `\`${label}\`: ${values}`)
          .join('<br>'),
      ]),
    ),
  verbs: () =>
    rows(
      ['Say', 'Who', 'What happens'],
      table
        .filter(({ who }) => who !== 'clock')
        .map(({ name, who, example }) => [`\`${example}\``, WHO[who], en.help.of[name] ?? '']),
    ),
  lifecycle: () =>
    [
      '```mermaid',
      'stateDiagram-v2',
      '  [*] --> new: report, request',
      ...Object.entries(defaultWorkflow).flatMap(([state, { on }]) =>
        Object.entries(on).map(([action, to]) => `  ${state} --> ${to}: ${action}`),
      ),
      '```',
    ].join('\n'),
  'slack-scopes': () =>
    rows(
      ['Scope', 'What it is for', 'Called and heard with it'],
      Object.entries(scopes).map(([scope, { why, calls, hears }]) => [
        `\`${scope}\``,
        why,
        [...calls, ...hears].map((name) => `\`${name}\``).join(', '),
      ]),
    ),
  'teams-permissions': () =>
    rows(
      ['Permission', 'What it is for'],
      Object.entries(permissions).map(([permission, why]) => [`\`${permission}\``, why]),
    ),
  gaps: () =>
    rows(
      ['What cannot be had', 'Where', 'Why'],
      Object.entries({ Teams: GAPS, Slack: SLACK_GAPS }).flatMap(([chat, gaps]) =>
        Object.entries(gaps).map(([ability, reason]) => [`\`${ability}\``, chat, reason]),
      ),
    ),
};

const WHO = {
  anyone: 'anyone',
  requester: 'who reported it',
  worker: 'its agents',
  party: 'who reported it, or its agents',
  writer: 'who reported it, or is copied',
  reader: 'whoever sees it',
  clock: 'nobody',
  agent: 'agents',
  manager: 'incident managers',
  administrator: 'administrators',
} as const;

function fallbackOf(shape: { safeParse(value: unknown): { success: boolean; data?: unknown } }): string {
  const { success, data } = shape.safeParse(undefined);
  return success && data !== undefined ? `\`${String(data)}\`` : '';
}

function rows(head: readonly string[], body: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n');
}

/** `readme` with each marked part made anew. Throws when a marker is missing. */
export function remade(readme: string): string {
  return Object.entries(parts).reduce((text, [name, make]) => {
    const marked = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- /${name} -->)`, 'u');
    if (!marked.test(text)) throw new Error(`README.md has no markers for ${name}`);
    return text.replace(marked, (_, begin: string, end: string) => `${begin}\n${make()}\n\n${end}`);
  }, readme);
}
