// What Teams refuses in an Adaptive Card: a version above 1.5, an element it does not know, inputs without an id of their own.
import { Refused } from './refused.ts';

const ELEMENTS = [
  ...['TextBlock', 'RichTextBlock', 'Image', 'ImageSet', 'Media', 'FactSet', 'ActionSet'],
  // Teams' own, beside those of the schema.
  ...['Container', 'ColumnSet', 'Table', 'CodeBlock'],
  ...['Input.Text', 'Input.Number', 'Input.Date', 'Input.Time', 'Input.Toggle', 'Input.ChoiceSet'],
];
const ACTIONS = ['Action.Submit', 'Action.Execute', 'Action.OpenUrl', 'Action.ShowCard', 'Action.ToggleVisibility'];

/** Which children each property holds; what is not named here is not looked into. */
const CHILDREN: Record<string, readonly string[]> = {
  body: ELEMENTS,
  items: ELEMENTS,
  actions: ACTIONS,
  selectAction: ACTIONS,
  inlineAction: ACTIONS,
  card: ['AdaptiveCard'],
  fallback: ELEMENTS,
  columns: ['Column'],
  rows: ['TableRow'],
  cells: ['TableCell'],
  inlines: ['TextRun'],
  images: ['Image'],
};

const REQUIRED: Record<string, string> = {
  TextBlock: 'text',
  Image: 'url',
  FactSet: 'facts',
  CodeBlock: 'codeSnippet',
  'Action.OpenUrl': 'url',
  'Action.ShowCard': 'card',
};

/** Refuses with 400 what Teams would not draw. */
export function checkCard(card: unknown): void {
  if (!isObject(card) || card.type !== 'AdaptiveCard') throw bad('the card is not an AdaptiveCard');
  const version = /^1\.(\d+)$/.exec(String(card.version));
  if (!version || Number(version[1]) > 5) throw bad(`version ${String(card.version)} is not supported`);
  const inputs = new Set<string>();
  checkNode(card, inputs);
}

function checkNode(node: Record<string, unknown>, inputs: Set<string>): void {
  const type = String(node.type);
  const required = REQUIRED[type];
  if (required !== undefined && node[required] === undefined) throw bad(`${type} without ${required}`);
  if (type.startsWith('Input.')) {
    if (typeof node.id !== 'string' || node.id === '') throw bad(`${type} without an id`);
    if (inputs.has(node.id)) throw bad(`two inputs are called ${node.id}`);
    inputs.add(node.id);
  }
  for (const [property, allowed] of Object.entries(CHILDREN)) {
    // A Table's columns are widths, not elements.
    if (property === 'columns' && type === 'Table') continue;
    for (const child of [node[property] ?? []].flat()) checkChild(child, allowed, inputs);
  }
}

function checkChild(child: unknown, allowed: readonly string[], inputs: Set<string>): void {
  // A run of plain text may stand among a RichTextBlock's inlines.
  if (typeof child === 'string' && allowed.includes('TextRun')) return;
  if (!isObject(child)) throw bad('an element is not an object');
  // Columns, rows and cells may leave out their type.
  const type = child.type === undefined && allowed.length === 1 ? allowed[0] : child.type;
  if (!allowed.includes(String(type))) throw bad(`unknown element ${String(type)}`);
  checkNode(child, inputs);
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const bad = (why: string) => new Refused(400, 'BadSyntax', `Invalid adaptive card: ${why}`);
