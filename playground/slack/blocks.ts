// What Slack refuses of blocks and views, in its own words with a JSON pointer, and the ids that it gives to the rest.
import type { z } from 'zod';
import { lists, viewShape } from './block-shapes.ts';
import type { Block, Element } from './world.ts';
import { newId } from './world.ts';

const word = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Slack's own words for what zod found; `at` is the value that the path leads to. */
function sentence(issue: z.core.$ZodIssue, at: unknown): string {
  if (issue.code === 'too_big' && issue.origin === 'string')
    return `must be less than ${Number(issue.maximum) + 1} characters`;
  if (issue.code === 'too_big') return `no more than ${issue.maximum} items allowed`;
  if (issue.code === 'too_small' && issue.origin === 'string')
    return `must be more than ${Number(issue.minimum) - 1} characters`;
  if (issue.code === 'too_small') return `no fewer than ${issue.minimum} items allowed`;
  if (issue.code === 'unrecognized_keys') return `invalid additional property: ${issue.keys.join(', ')}`;
  if (issue.code === 'invalid_union') return `unsupported type: ${word(at)}`;
  if (issue.code === 'invalid_type' && at === undefined)
    return `missing required field: ${String(issue.path.at(-1) ?? '')}`;
  return issue.message;
}

const follow = (value: unknown, path: PropertyKey[]): unknown =>
  path.reduce<unknown>((at, key) => (at instanceof Object ? Reflect.get(at, key) : undefined), value);

/** The complaints that Slack would make about `value` against a schema, each with a JSON pointer below `root`. */
export function complaints(schema: z.ZodType, value: unknown, root: string): string[] {
  const result = schema.safeParse(value);
  if (result.success) return [];
  return result.error.issues.map(
    (issue) => `${sentence(issue, follow(value, issue.path))} [json-pointer:${[root, ...issue.path].join('/')}]`,
  );
}

/** Every element with an action, with the block that holds it. */
export function elementsOf(blocks: Block[]): { block: Block; element: Element }[] {
  return blocks.flatMap((block) => {
    const held = block.type === 'actions' ? (block.elements ?? []) : [block.accessory, block.element];
    return held.flatMap((element) => (element && element.type !== 'image' ? [{ block, element }] : []));
  });
}

/** Ids collide for Slack when two blocks, or two elements of one block, share one; a section needs words. */
function collisions(blocks: Partial<Block>[], root: string): string[] {
  const found: string[] = [];
  const seen = new Set<unknown>();
  for (const [index, block] of blocks.entries()) {
    const at = `${root}/${index}`;
    if (block.block_id && seen.has(block.block_id))
      found.push(`\`block_id\` already exists: ${block.block_id} [json-pointer:${at}/block_id]`);
    seen.add(block.block_id);
    if (block.type === 'section' && !block.text && !block.fields)
      found.push(`must provide text or fields [json-pointer:${at}]`);
    const actions = (block.elements ?? []).map((element) => element.action_id).filter((id) => id !== undefined);
    if (new Set(actions).size < actions.length)
      found.push(`\`action_id\` already exists [json-pointer:${at}/elements]`);
    for (const element of [block.accessory, block.element, ...(block.elements ?? [])])
      if (element?.type.endsWith('static_select') && !element.options === !element.option_groups)
        found.push(`must provide options or option_groups [json-pointer:${at}]`);
  }
  return found;
}

/** Why Slack would refuse these blocks on that surface; empty when it would not. */
export function refusals(blocks: unknown, surface: 'message' | 'modal' | 'home', root = '/blocks'): string[] {
  const found = complaints(lists[surface], blocks, root);
  return found.length > 0 ? found : collisions(blocks as Partial<Block>[], root);
}

/** Accepted blocks with the ids that Slack makes up where the app gave none. */
export function named(blocks: Partial<Block>[]): Block[] {
  const copy = structuredClone(blocks) as Block[];
  for (const block of copy) block.block_id ||= newId('b');
  for (const { element } of elementsOf(copy)) element.action_id ||= newId('a');
  return copy;
}

/** Why Slack would refuse this view as a modal or Home tab; empty when it would not. */
export function viewRefusals(view: unknown, type: 'modal' | 'home'): string[] {
  const found = complaints(viewShape, view, '/view');
  if (found.length > 0) return found;
  const { type: given, title, submit, blocks } = view as z.infer<typeof viewShape>;
  if (given !== type) return [`must be of type ${type} [json-pointer:/view/type]`];
  if (type === 'modal' && !title) return ['missing required field: title [json-pointer:/view]'];
  if (blocks === undefined) return ['missing required field: blocks [json-pointer:/view]'];
  const inside = refusals(blocks, type, '/view/blocks');
  const asks = Array.isArray(blocks) && blocks.some((block: Block) => block.type === 'input');
  if (inside.length === 0 && type === 'modal' && asks && !submit)
    return ['missing required field: submit [json-pointer:/view]'];
  return inside;
}
