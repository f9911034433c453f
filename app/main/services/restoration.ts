import type { Damage } from '../../compute/plan/damage.ts';
import { tellOutcome } from '../../compute/plan/outcome.ts';
import { planRestoration } from '../../compute/plan/planRestoration.ts';
import type { ImageId, MethodDescription, Services } from '../../contract/index.ts';
import type { EngineCalls } from '../engine/protocol.ts';
import type { Session } from '../session/session.ts';
import { fileQuality } from './fileQuality.ts';

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
    return { ...measured, jpegQuality: await fileQuality(session, record) };
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
