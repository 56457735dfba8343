/** A list of steps back: each effect registers its undo in the same statement (style rule 7). */
export class Undo {
  readonly #steps: { what: string; back: () => Promise<unknown> }[] = [];

  /** Runs `act`; when it succeeds, `back` will undo it. `what` names the step in failure reports. */
  async step<T>(what: string, act: () => Promise<T>, back: (result: T) => Promise<unknown>): Promise<T> {
    const result = await act();
    this.#steps.push({ what, back: () => back(result) });
    return result;
  }

  /** Forgets all steps: the work is complete. */
  commit(): void {
    this.#steps.length = 0;
  }

  /** Undoes in reverse order; goes on past failures and returns them. */
  async rollback(): Promise<{ what: string; error: Error }[]> {
    const failures: { what: string; error: Error }[] = [];
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      try {
        await step.back();
      } catch (e) {
        failures.push({ what: step.what, error: e instanceof Error ? e : new Error(String(e)) });
      }
    }
    return failures;
  }
}
