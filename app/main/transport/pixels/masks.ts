/** Masks travel as their non-empty cells. */
import { maskCell } from '../../../contract/routes.ts';
import type { PixelFormat } from '../../session/format.ts';
import { maskRecord } from '../../session/maskRecord.ts';
import { createPixelFile, openPixelFile, type PixelFileWriter } from '../../session/pixelFile.ts';
import type { ImageRecord, Session } from '../../session/session.ts';
import { json, line } from './responses.ts';

const cellHeader = 8;
const cellBytes = cellHeader + maskCell * maskCell;

/** The non-empty cells of a mask, row of cells by row of cells. */
async function* cellsOf({ base }: ImageRecord): AsyncGenerator<Uint8Array> {
  const file = await openPixelFile(base);
  try {
    const { width, height } = file.format;
    for (let y = 0; y < height; y += maskCell) {
      const rows = Math.min(maskCell, height - y);
      const strip = await file.readBytes({ x: 0, y, width, height: rows });
      for (let x = 0; x < width; x += maskCell) {
        const columns = Math.min(maskCell, width - x);
        const cell = Buffer.alloc(cellBytes);
        let empty = true;
        for (let row = 0; row < rows; row++) {
          const part = strip.subarray(row * width + x, row * width + x + columns);
          empty &&= part.every((value: number) => value === 0);
          cell.set(part, cellHeader + row * maskCell);
        }
        if (empty) continue;
        cell.writeUInt32LE(x / maskCell, 0);
        cell.writeUInt32LE(y / maskCell, 4);
        yield cell;
      }
    }
  } finally {
    await file.close();
  }
}

/** GET `/masks/<id>` */
export function readMask(record: ImageRecord): Response {
  if (record.kind !== 'mask') return line(404, 'this is no mask');
  const cells = cellsOf(record);
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await cells.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      await cells.return(undefined);
    },
  });
  return new Response(body, {
    headers: { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' },
  });
}

/** Cuts a stream into cells. The last is shorter where the stream ends inside one. */
async function* cutCells(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let cell = Buffer.alloc(cellBytes);
  let filled = 0;
  for await (const chunk of body) {
    for (let at = 0; at < chunk.length;) {
      const count = Math.min(cellBytes - filled, chunk.length - at);
      cell.set(chunk.subarray(at, at + count), filled);
      filled += count;
      at += count;
      if (filled === cellBytes) {
        yield cell;
        cell = Buffer.alloc(cellBytes);
        filled = 0;
      }
    }
  }
  if (filled > 0) yield cell.subarray(0, filled);
}

/** POST `/masks?width=&height=` */
export async function createMask(
  request: Request,
  session: Session,
  width: number,
  height: number,
): Promise<Response> {
  // Only a mask that fits an open image is of use, and none else may claim space.
  if (!session.records().some(({ info }) => info.width === width && info.height === height)) {
    return line(400, 'no open image has this size');
  }
  const { id, base } = session.newBase();
  const format: PixelFormat = { width, height, bands: 1, alpha: false, sample: 'uint8' };
  const writer = await createPixelFile(base, format);
  try {
    const body: AsyncIterable<Uint8Array> | null = request.body;
    for await (const cell of cutCells(body ?? emptyBody())) {
      const problem = await writeCell(cell, writer);
      if (problem !== null) {
        await writer.abandon();
        return line(400, problem);
      }
    }
    const { levels } = await writer.finish();
    session.add(maskRecord({ id, base }, { name: 'mask', width, height, levels }));
    return json({ image: id });
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}

// eslint-disable-next-line require-yield, @typescript-eslint/require-await -- an empty stream
async function* emptyBody(): AsyncGenerator<Uint8Array> {
  return;
}

/** Writes one cell; returns what is wrong with it, if anything. */
async function writeCell(cell: Uint8Array, writer: PixelFileWriter): Promise<string | null> {
  const { width, height } = writer.format;
  if (cell.length < cellBytes) return 'the last cell is not whole';
  const view = new DataView(cell.buffer, cell.byteOffset);
  const x = view.getUint32(0, true) * maskCell;
  const y = view.getUint32(4, true) * maskCell;
  if (x >= width || y >= height) return 'a cell lies outside of the mask';
  const columns = Math.min(maskCell, width - x);
  const rows = Math.min(maskCell, height - y);
  const data = new Uint8Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    const start = cellHeader + row * maskCell;
    data.set(cell.subarray(start, start + columns), row * columns);
  }
  await writer.writeBytes({ x, y, width: columns, height: rows }, data);
  return null;
}
