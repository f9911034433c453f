import type { JobRequest, JobState, Services } from '../../contract/index.ts';
import { ServiceError } from '../client/serviceError.ts';
import { deferred, type Deferred } from '../client/deferred.ts';

/** What `jobs.start` takes; the seed may be left to its default. */
export type JobOrder = Omit<JobRequest, 'seed'> & { readonly seed?: number };

const over = ({ state }: JobState): boolean =>
  state === 'done' || state === 'failed' || state === 'cancelled';

/** The jobs that are under way, as the events tell of them. */
export class Jobs {
  readonly #services: Pick<Services, 'jobs'>;
  readonly #ends = new Map<string, Deferred<JobState>>();
  #states = $state.raw<ReadonlyMap<string, JobState>>(new Map());

  constructor(services: Pick<Services, 'jobs'>) {
    this.#services = services;
  }

  get(id: string): JobState | undefined {
    return this.#states.get(id);
  }

  /** Jobs on whole photos that wait or run; previews are not among them. */
  get active(): readonly JobState[] {
    return [...this.#states.values()].filter((job) => !over(job) && job.request.region === undefined);
  }

  /** Takes in an event. */
  update(job: JobState): void {
    this.#states = new Map(this.#states).set(job.id, job);
    if (over(job)) this.#ends.get(job.id)?.resolve(job);
  }

  /**
   * Starts a job and resolves once it is over, however it ended.
   * @param onStart is given the job's id as soon as it has one
   * @throws ServiceError when it could not even be started
   */
  async run(order: JobOrder, onStart: (id: string) => void = () => undefined): Promise<JobState> {
    const started = await this.#services.jobs.start(order);
    const { id } = started;
    // An event may have overtaken the answer.
    if (!this.#states.has(id)) this.update(started);
    onStart(id);
    const known = this.#states.get(id);
    if (known && over(known)) return this.#forget(known);
    const end = deferred<JobState>();
    this.#ends.set(id, end);
    return this.#forget(await end.promise);
  }

  async cancel(id: string): Promise<void> {
    await this.#services.jobs.cancel({ job: id });
  }

  /** Holds a job where it is. */
  async pause(id: string): Promise<void> {
    await this.#services.jobs.pause({ job: id });
  }

  async resume(id: string): Promise<void> {
    await this.#services.jobs.resume({ job: id });
  }

  /** After a lost connection: learns what became of the jobs meanwhile. */
  async catchUp(): Promise<void> {
    const listed = await this.#services.jobs.list({});
    for (const job of listed) if (this.#states.has(job.id)) this.update(job);
    for (const job of this.#states.values())
      if (!listed.some(({ id }) => id === job.id)) this.update(lost(job));
  }

  #forget(job: JobState): JobState {
    this.#ends.delete(job.id);
    const states = new Map(this.#states);
    states.delete(job.id);
    this.#states = states;
    return job;
  }
}

function lost(job: JobState): JobState {
  const { code, problem, remedy } = new ServiceError({
    code: 'crashed',
    problem: 'the job was lost together with the connection',
    remedy: 'start it again',
  });
  return { ...job, state: 'failed', paused: false, error: { code, problem, remedy } };
}
