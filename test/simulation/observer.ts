import { createHash } from 'node:crypto';
import type { SimTime } from './time.js';

/** A rule that did not hold. */
export class Violation extends Error {
  readonly rule: string;
  constructor(rule: string, what: string) {
    super(`${rule}: ${what}`);
    this.name = 'Violation';
    this.rule = rule;
  }
}

/** What happened in a run: every event for its hash, the important ones to be read, and the first broken rule. */
export class Observer {
  readonly #time: SimTime;
  readonly #hash = createHash('sha256');
  readonly lines: string[] = [];
  /** Everything, when somebody wants to read it. */
  readonly all: string[] | undefined;
  events = 0;
  violation: Violation | undefined;

  constructor(time: SimTime, keepAll: boolean) {
    this.#time = time;
    this.all = keepAll ? [] : undefined;
  }

  /** An event of any kind. */
  note(line: string): void {
    const stamped = `${this.#time.seconds.toFixed(6)} ${line}`;
    if (process.env['SIM_LIVE'] === '2') console.error(stamped);
    this.events += 1;
    this.#hash.update(stamped);
    this.all?.push(stamped);
  }

  /** An event that a reader wants to see. */
  say(line: string): void {
    if (process.env['SIM_LIVE']) console.error(line);
    this.lines.push(`${this.#time.seconds.toFixed(3).padStart(10)}  ${line}`);
    this.note(line);
  }

  broken(rule: string, what: string): void {
    this.violation ??= new Violation(rule, what);
    this.say(`BROKEN ${rule}: ${what}`);
  }

  digest(): string {
    return this.#hash.copy().digest('hex');
  }
}
