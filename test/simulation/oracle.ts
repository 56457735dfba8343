import type { Observer } from './observer.js';

/** What a job is to bring about; known for certain only when the client has seen its end. */
export type Effect =
  | { readonly kind: 'tag'; readonly owner: string; readonly tag: string; readonly present: boolean }
  | { readonly kind: 'instance'; readonly name: string; readonly present: boolean; readonly up?: boolean }
  | { readonly kind: 'state'; readonly name: string; readonly up: boolean }
  | { readonly kind: 'move'; readonly name: string };

/** A job as its client knows it. */
export interface TrackedJob {
  readonly id: number;
  readonly what: string;
  readonly effect: Effect | undefined;
  /** The state it ended in, once the client was told. */
  ended?: string;
  archived?: boolean;
  /** Only a master that was replaced had it. */
  lost?: boolean;
}

type Knowledge = boolean | undefined;

/** What the clients were told, and what must therefore be so. Where they cannot know, nothing is asked. */
export class Oracle {
  readonly #observer: Observer;
  readonly jobs = new Map<number, TrackedJob>();
  /** "owner tag" -> whether it must be there. */
  readonly tags = new Map<string, Knowledge>();
  readonly instances = new Map<string, Knowledge>();
  /** Whether an instance must be marked up. */
  readonly up = new Map<string, Knowledge>();
  /** Instances whose move did not succeed: who touches them other than by a clean-up may have them run twice, as in the original. */
  readonly torn = new Set<string>();
  /** Instances whose removal did not succeed: their disks may be gone. */
  readonly gutted = new Set<string>();
  /** What to forget when another node becomes master before a majority of the candidates has it. */
  #unsure: (() => void)[] = [];
  /** Instances that jobs under way are about. */
  readonly #busy = new Map<string, number>();

  constructor(observer: Observer) {
    this.#observer = observer;
  }

  busy(name: string): boolean {
    return (this.#busy.get(name) ?? 0) > 0;
  }

  /** A job that moves it is under way. */
  moving(name: string): boolean {
    return [...this.jobs.values()].some(
      (j) => j.ended === undefined && j.effect?.kind === 'move' && j.effect.name === name,
    );
  }

  /** A request is sent: from now on its effect may be there. */
  sent(effect: Effect | undefined): void {
    if (!effect) return;
    this.#forget(effect);
    if (effect.kind !== 'tag') this.#busy.set(effect.name, (this.#busy.get(effect.name) ?? 0) + 1);
  }

  /** The job was refused, or never reached the master. */
  refused(effect: Effect | undefined): void {
    if (effect && effect.kind !== 'tag') this.#done(effect.name);
  }

  /** A majority of the candidates has everything that was acknowledged: no failover may lose it. */
  safe(): void {
    this.#unsure = [];
  }

  /** Another node became master: what only the old one had is lost, as decision 7 allows. */
  failedOver(): void {
    for (const forget of this.#unsure) forget();
    this.#unsure = [];
  }

  /** The number of the job was given out. */
  accepted(job: TrackedJob): void {
    const known = this.jobs.get(job.id);
    if (known)
      this.#observer.broken('a job number is given once', `job ${job.id} is '${known.what}' and '${job.what}'`);
    this.jobs.set(job.id, job);
    this.#unsure.push(() => {
      job.lost = true;
      this.jobs.delete(job.id);
    });
  }

  /** The client was told that the job is over. */
  ended(job: TrackedJob, status: string): void {
    job.ended = status;
    this.#unsure.push(() => {
      delete job.ended;
      if (job.effect) this.#forget(job.effect);
    });
    const { effect } = job;
    if (!effect) return;
    const alone = effect.kind === 'tag' || this.#busy.get(effect.name) === 1;
    if (effect.kind !== 'tag') this.#done(effect.name);
    if (effect.kind === 'move') this.#moved(effect.name, status === 'success');
    if (effect.kind === 'instance') this.#made(effect.name, effect.present, status === 'success');
    if (status !== 'success' || !alone) return;
    if (effect.kind === 'tag') this.tags.set(`${effect.owner} ${effect.tag}`, effect.present);
    if (effect.kind === 'instance') {
      this.instances.set(effect.name, effect.present);
      this.up.set(effect.name, effect.up);
    }
    if (effect.kind === 'state') this.up.set(effect.name, effect.up);
  }

  #moved(name: string, succeeded: boolean): void {
    if (succeeded) this.torn.delete(name);
    else this.torn.add(name);
  }

  #made(name: string, present: boolean, succeeded: boolean): void {
    if (!present && !succeeded) this.gutted.add(name);
    if (succeeded) for (const doubt of [this.torn, this.gutted]) doubt.delete(name);
  }

  #done(name: string): void {
    this.#busy.set(name, (this.#busy.get(name) ?? 1) - 1);
  }

  #forget(effect: Effect): void {
    if (effect.kind === 'tag') {
      this.tags.delete(`${effect.owner} ${effect.tag}`);
      return;
    }
    this.up.delete(effect.name);
    if (effect.kind !== 'instance') return;
    if (!effect.present) this.gutted.add(effect.name);
    this.instances.delete(effect.name);
    for (const key of this.tags.keys()) if (key.startsWith(`instance/${effect.name} `)) this.tags.delete(key);
  }
}
