// Small files that are what they say, and the links to files that people are shown.
import { outlineIcon } from '../../manifest/icons.ts';
import { zip } from '../../manifest/zip.ts';
import type { TestDesk } from './desk.ts';
import type { Attached } from './person.ts';

export const PNG = outlineIcon();
export const PDF = Buffer.from('%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n');
/** How every Windows program begins. */
export const EXE = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(510)]);
export const HTML = Buffer.from('\uFEFF\n <!DOCTYPE html><script>alert(1)</script>');
export const SVG = Buffer.from('<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>');
export const archiveOf = (...names: string[]): Buffer =>
  zip(Object.fromEntries(names.map((name) => [name, Buffer.from('x')])));

export const photo: Attached = { name: 'photo.png', bytes: PNG };
export const quote: Attached = { name: 'Angebot Größe 1.pdf', bytes: PDF };

/** Every link to a file that stands in this conversation of Teams, in the order of the messages. */
export function linksIn({ teams }: Pick<TestDesk, 'teams'>, conversation: string): string[] {
  const drawn = teams.messages(conversation).map((message) => JSON.stringify(message));
  return drawn.flatMap((text) => [...text.matchAll(/https?:\/\/[^"\\]+\/files\/[^"\\]+/gu)].map(([link]) => link));
}

export async function opened(link: string): Promise<{ status: number; bytes: Buffer; headers: Headers }> {
  const response = await fetch(link);
  return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()), headers: response.headers };
}
