// A ZIP archive of stored files, the same bytes for the same files: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
import { crc32 } from 'node:zlib';

const DAY_ONE = 0x0021; // 1 January 1980, so that no clock gets into it

/** `files` by their names, which are ASCII. */
export function zip(files: Readonly<Record<string, Buffer>>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, data] of Object.entries(files)) {
    const facts = factsOf(name, data);
    const local = Buffer.concat([fields([0x04034b50, 4]), facts, Buffer.from(name), data]);
    // Comment, disk, attributes: none.
    const place = fields([0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]);
    directory.push(fields([0x02014b50, 4], [20, 2]), facts, place, Buffer.from(name));
    parts.push(local);
    offset += local.length;
  }
  const count = Object.keys(files).length;
  const entries = Buffer.concat(directory);
  const end = fields([0x06054b50, 4], [0, 2], [0, 2], [count, 2], [count, 2], [entries.length, 4], [offset, 4], [0, 2]);
  return Buffer.concat([...parts, entries, end]);
}

/** What the archive says of a file twice: version 2.0, no flags, stored, when, checksum, sizes, name's length, no extras. */
const factsOf = (name: string, data: Buffer): Buffer =>
  fields(
    ...([
      [20, 2],
      [0, 2],
      [0, 2],
      [0, 2],
      [DAY_ONE, 2],
      [crc32(data), 4],
    ] as const),
    ...([
      [data.length, 4],
      [data.length, 4],
      [name.length, 2],
      [0, 2],
    ] as const),
  );

function fields(...values: readonly (readonly [value: number, bytes: 2 | 4])[]): Buffer {
  return Buffer.concat(
    values.map(([value, bytes]) => {
      const field = Buffer.alloc(bytes);
      field.writeUIntLE(value, 0, bytes);
      return field;
    }),
  );
}
