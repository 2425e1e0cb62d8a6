// Muster's mark, drawn: an M, and for the outline a rounded square around it. Lengths are parts of the icon's side.
import { crc32, deflateSync } from 'node:zlib';
import { colour } from './app.ts';

type Point = readonly [x: number, y: number];
type Shape = (x: number, y: number) => number;
type Pixel = readonly [red: number, green: number, blue: number, alpha: number];

const WHITE = [255, 255, 255] as const;
const GROUND = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));

const M: readonly Point[] = [
  [0.29, 0.7],
  [0.29, 0.31],
  [0.5, 0.57],
  [0.71, 0.31],
  [0.71, 0.7],
];

/** The shapes are distances: below zero inside, above zero outside. */
const stroked =
  (points: readonly Point[], width: number): Shape =>
  (x, y) =>
    Math.min(...points.slice(1).map((end, at) => toSegment([x, y], points[at] ?? end, end))) - width / 2;

function toSegment([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const along = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}

const roundedSquare =
  (half: number, radius: number, width: number): Shape =>
  (x, y) => {
    const [dx, dy] = [x, y].map((at) => Math.abs(at - 0.5) - half + radius) as [number, number];
    const edge = Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
    return Math.abs(edge) - width / 2;
  };

/** How much of a pixel is inside, 0 to 1. */
const cover = (distance: number, size: number): number => Math.min(1, Math.max(0, 0.5 - distance * size));

/** 192 × 192, with no transparent corner: Teams cuts the icon to its own shape. */
export function colorIcon(): Buffer {
  const mark = stroked(M, 0.105);
  return png(192, (x, y) => {
    const white = cover(mark(x, y), 192);
    const [red = 0, green = 0, blue = 0] = GROUND.map((ground) => Math.round(ground + (255 - ground) * white));
    return [red, green, blue, 255];
  });
}

/** 32 × 32, white on nothing. */
export function outlineIcon(): Buffer {
  const [mark, frame] = [stroked(M, 0.085), roundedSquare(0.44, 0.15, 0.07)];
  return png(32, (x, y) => [...WHITE, Math.round(255 * cover(Math.min(mark(x, y), frame(x, y)), 32))]);
}

/** A square PNG with alpha; `pixel` gets the middle of each. https://www.w3.org/TR/png-3/ */
function png(size: number, pixel: (x: number, y: number) => Pixel): Buffer {
  const middle = (at: number) => (at + 0.5) / size;
  const every = Array.from({ length: size }, (_, at) => at);
  // Each row begins with its filter: 0, none.
  const rows = every.flatMap((y) => [0, ...every.flatMap((x) => pixel(middle(x), middle(y)))]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6], 8); // 8 bits each of red, green, blue, alpha
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  const data = deflateSync(Buffer.from(rows), { level: 9 });
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(typed), 4);
  return Buffer.concat([ends.subarray(0, 4), typed, ends.subarray(4)]);
}
