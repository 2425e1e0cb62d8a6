// What a file really is, by its bytes and its name, and whether it is taken.
import { fileTypeFromBuffer } from 'file-type';
import { namesIn } from './zip.ts';

/** Why a file is not taken: a word for the sentence, and what of it says so. */
export type Verdict =
  | { readonly taken: true; readonly mediaType: string }
  | { readonly taken: false; readonly why: 'empty' | 'kind' | 'lie' | 'archive'; readonly what: string };

export const extensionOf = (name: string): string => /\.([^.\s/\\]{1,12})$/u.exec(name)?.[1]?.toLowerCase() ?? '';

/** Names that promise bytes of a known beginning, by what those are found to be. */
const PROMISED: Readonly<Record<string, RegExp>> = {
  ...same(['png', 'jpg', 'jpeg', 'gif', 'webp', 'bmp', 'tif', 'tiff', 'heic', 'avif'], /^image\//u),
  ...same(['mp4', 'm4v', 'mov', 'webm', 'mkv', 'avi'], /^(?:video|audio)\//u),
  ...same(['pdf'], /^application\/pdf$/u),
  ...same(['zip'], /^application\/(?:zip|vnd|.*\+zip)/u),
  // Some writers order a document's parts so that its beginning is that of any zip.
  ...same(['docx', 'xlsx', 'pptx', 'odt', 'ods', 'odp'], /^application\/(?:zip|vnd\.)/u),
  ...same(['doc', 'xls', 'ppt', 'msg'], /^application\/(?:x-cfb|rtf)$/u),
};

function same(names: readonly string[], type: RegExp): Record<string, RegExp> {
  return Object.fromEntries(names.map((name) => [name, type]));
}

/** Judges a whole file. `refused`: extensions that are not taken, whether the name or the bytes have them. */
export async function judge(name: string, bytes: Buffer, refused: readonly string[]): Promise<Verdict> {
  if (bytes.length === 0) return { taken: false, why: 'empty', what: '' };
  const extension = extensionOf(name);
  if (refused.includes(extension)) return { taken: false, why: 'kind', what: extension };
  const signed = await fileTypeFromBuffer(bytes);
  // A picture made of XML is found as XML.
  const found = signed && signed.ext !== 'xml' ? signed : (writtenIn(bytes) ?? signed);
  const kind = found?.ext.split('.').at(-1) ?? '';
  // Not what the name says, and nothing that is taken under any name.
  if (refused.includes(kind)) return { taken: false, why: 'lie', what: kind };
  const promised = PROMISED[extension];
  if (promised && !(found && promised.test(found.mime))) return { taken: false, why: 'lie', what: kind };
  const inside = isZip(bytes) ? hiddenIn(bytes, refused) : undefined;
  if (inside !== undefined) return { taken: false, why: 'archive', what: inside };
  return { taken: true, mediaType: found?.mime ?? 'application/octet-stream' };
}

/** What has no signature but begins like something that a browser or a shell would run. */
function writtenIn(bytes: Buffer): { ext: string; mime: string } | undefined {
  const text = bytes
    .toString('utf8', 0, 4_096)
    .replace(/^\uFEFF/u, '')
    .trimStart()
    .toLowerCase();
  if (text.startsWith('#!')) return { ext: 'sh', mime: 'text/x-shellscript' };
  if (/^(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body|script|iframe)\b/su.test(text))
    return { ext: 'html', mime: 'text/html' };
  if (/^(?:<[?!][^>]*>\s*)*<svg\b/u.test(text)) return { ext: 'svg', mime: 'image/svg+xml' };
  return undefined;
}

const isZip = (bytes: Buffer): boolean => bytes.length > 4 && bytes.readUInt32LE(0) === 0x04034b50;

/** The first name in an archive that would not be taken by itself; an archive within is not looked into. */
function hiddenIn(archive: Buffer, refused: readonly string[]): string | undefined {
  const names = namesIn(archive);
  if (!names) return '';
  return names.find((name) => [...refused, 'zip'].includes(extensionOf(name)));
}
