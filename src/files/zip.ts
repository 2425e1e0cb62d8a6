// The names in a zip archive, read from its central directory. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
const DIRECTORY_END = 0x06054b50;
const ENTRY = 0x02014b50;
const LONGEST_COMMENT = 0xffff;

/** Undefined when the directory cannot be read: of an archive that is cut off, over 4 GB, or made to mislead. */
export function namesIn(archive: Buffer): string[] | undefined {
  const end = directoryEnd(archive);
  if (end === undefined) return undefined;
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  const names: string[] = [];
  for (let entry = 0; entry < count; entry++) {
    if (at + 46 > end || archive.readUInt32LE(at) !== ENTRY) return undefined;
    const [name, extra, comment] = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    names.push(archive.toString('utf8', at + 46, at + 46 + name));
    at += 46 + name + extra + comment;
  }
  return names;
}

function directoryEnd(archive: Buffer): number | undefined {
  const first = Math.max(0, archive.length - 22 - LONGEST_COMMENT);
  for (let at = archive.length - 22; at >= first; at--) if (archive.readUInt32LE(at) === DIRECTORY_END) return at;
  return undefined;
}
