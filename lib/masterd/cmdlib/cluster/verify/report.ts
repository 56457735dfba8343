import { CV_ERROR, CV_WARNING } from '@gnt/constants';
import { findingLine, problem, type Finding, type FindingCode } from '../../../planning/verify/finding.js';
import type { LuContext } from '../../base.js';

/** How findings are reported (parameters that all verification opcodes share). */
export interface ReportOptions {
  readonly error_codes: boolean;
  readonly ignore_errors: readonly string[];
  readonly debug_simulate_errors: boolean;
}

/** Puts findings into the job's log and remembers whether one was an error. */
export class VerifyReport {
  #failed = false;
  readonly #ctx: Pick<LuContext, 'feedback'>;
  readonly #options: ReportOptions;

  constructor(ctx: Pick<LuContext, 'feedback'>, options: ReportOptions) {
    this.#ctx = ctx;
    this.#options = options;
  }

  get failed(): boolean {
    return this.#failed;
  }

  say(line: string): void {
    this.#ctx.feedback.say(line);
  }

  /** With debug_simulate_errors: an error of each code, to see what programs make of them. */
  simulate(codes: Iterable<FindingCode>): void {
    if (this.#options.debug_simulate_errors) this.add([...codes].map((code) => problem(code, null, 'simulated error')));
  }

  /** Reports findings in order; an error whose code is to be ignored becomes a warning. */
  add(findings: Iterable<Finding>): void {
    const lines = [...findings].map((finding) => {
      const ignored = this.#options.ignore_errors.includes(finding.code[1]);
      const severity = ignored ? CV_WARNING : finding.severity;
      if (severity === CV_ERROR) this.#failed = true;
      return findingLine({ ...finding, severity }, this.#options.error_codes);
    });
    if (lines.length > 0) this.#ctx.feedback.lines(lines);
  }
}
