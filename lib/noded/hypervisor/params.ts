import { HypervisorError } from './errors.js';

/** Filled hypervisor parameters, read with the type each is expected to have; empty text and null mean "not set". */
export class ParamReader {
  readonly values: Readonly<Record<string, unknown>>;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.values = values;
  }

  /** Text; "" when not set. */
  text(name: string): string {
    const value = this.values[name] ?? '';
    if (typeof value === 'string') return value;
    throw this.#wrong(name, 'text', value);
  }

  /** A whole number; 0 when not set. */
  int(name: string): number {
    const value = this.values[name] ?? 0;
    if (typeof value === 'number' && Number.isInteger(value)) return value;
    throw this.#wrong(name, 'a whole number', value);
  }

  /** True or false; false when not set. */
  flag(name: string): boolean {
    const value = this.values[name] ?? false;
    if (typeof value === 'boolean') return value;
    throw this.#wrong(name, 'true or false', value);
  }

  #wrong(name: string, expected: string, value: unknown): HypervisorError {
    return new HypervisorError(`Parameter '${name}' must be ${expected}, not ${JSON.stringify(value)}`);
  }
}
