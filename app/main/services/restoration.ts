import { open } from 'node:fs/promises';
import { jpegQuality } from '../../compute/estimate/jpegQuality.ts';
import type { Damage } from '../../compute/plan/damage.ts';
import { tellOutcome } from '../../compute/plan/outcome.ts';
import { planRestoration } from '../../compute/plan/planRestoration.ts';
import type { ImageId, MethodDescription, Services } from '../../contract/index.ts';
import type { EngineCalls } from '../engine/protocol.ts';
import type { ImageRecord, Session } from '../session/session.ts';

export interface RestorationDeps {
  readonly session: Session;
  readonly engine: Pick<EngineCalls, 'estimate' | 'change'>;
  readonly methods: () => Promise<readonly MethodDescription[]>;
}

export interface RestorationService {
  readonly restoration: Services['restoration'];
  /** Measures the damage of an open image. */
  readonly damageOf: (image: ImageId) => Promise<Damage>;
}

/** What "Restore" would do to a photo, and what became of it. */
export function createRestoration({ session, engine, methods }: RestorationDeps): RestorationService {
  async function damageOf(image: ImageId): Promise<Damage> {
    const record = session.get(image);
    const measured = await engine.estimate({ source: record.base });
    return { ...measured, jpegQuality: await qualityOf(record) };
  }

  /** Of the file that the image came from; null once a method has seen to its artefacts. */
  async function qualityOf(record: ImageRecord): Promise<number | null> {
    const tasks = new Map((await methods()).map(({ id, task }) => [id, task]));
    if (record.lineage.some(({ method }) => tasks.get(method) === 'restore')) return null;
    const origin = session.records().find(({ info }) => info.id === record.origin);
    if (origin?.file === undefined || origin.info.format !== 'jpeg') return null;
    return jpegQuality(await headOf(origin.file));
  }

  return {
    damageOf,
    restoration: {
      async plan({ image, marked = false }) {
        const damage = await damageOf(image);
        const installed = (await methods()).map(
          ({ id, parameters }) => [id, Object.keys(parameters)] as const,
        );
        const { steps, leftAlone } = planRestoration(damage, { marked, methods: new Map(installed) });
        return {
          damage,
          steps: steps.map(({ method, parameters, reason, adjustable }) => ({
            method,
            parameters,
            reason,
            adjustable: [...adjustable],
          })),
          leftAlone: [...leftAlone],
        };
      },
      async outcome({ image, result }) {
        const [before, after] = [session.get(image), session.get(result)];
        const known = new Map((await methods()).map(({ id, title, task }) => [id, { title, task }]));
        const steps = after.lineage.slice(before.lineage.length).map(({ method, explanation }) => ({
          ...(known.get(method) ?? { title: method, task: 'restore' as const }),
          ...explanation,
        }));
        return tellOutcome(steps, await engine.change({ a: before.base, b: after.base }));
      },
    },
  };
}

/** Far more than any JPEG has before its first scan. */
const headBytes = 2 ** 20;

async function headOf(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
