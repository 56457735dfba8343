import { HtoolsError } from '../model/error.js';

/** Turns a JSON value into what is wanted; throws what it could not read. */
export type Reader<T> = (value: unknown) => T;

const unable = (what: string): HtoolsError => new HtoolsError(`Unable to read ${what}`);

/** Reads a text. */
export const asText: Reader<string> = (v) => {
  if (typeof v !== 'string') throw unable('String');
  return v;
};
/** Reads a whole number. */
export const asInteger: Reader<number> = (v) => {
  if (typeof v !== 'number') throw unable('Int');
  return Math.trunc(v);
};
/** Reads a number. */
export const asNumber: Reader<number> = (v) => {
  if (typeof v !== 'number') throw unable('Double');
  return v;
};
/** Reads a truth value. */
export const asBool: Reader<boolean> = (v) => {
  if (typeof v !== 'boolean') throw unable('Bool');
  return v;
};
/** Reads a list. */
export const asList =
  <T>(element: Reader<T>): Reader<T[]> =>
  (v) => {
    if (!Array.isArray(v)) throw unable('List');
    return v.map(element);
  };
/** Reads an object. */
export const asRecord: Reader<JsonRecord> = (v) => {
  if (typeof v !== 'object' || v === null || Array.isArray(v)) throw unable('JSObject');
  return new JsonRecord(v as Readonly<Record<string, unknown>>);
};
/** Reads an object where another kind of value has its own message. */
export const asObject: Reader<JsonRecord> = (v) => {
  if (typeof v !== 'object' || v === null || Array.isArray(v)) throw new HtoolsError('not an object');
  return asRecord(v);
};

/** An object of a request: its values are taken by key, and what is missing or of another kind is an error. */
export class JsonRecord {
  readonly #fields: Readonly<Record<string, unknown>>;

  constructor(fields: Readonly<Record<string, unknown>>) {
    this.#fields = fields;
  }

  entries(): [string, unknown][] {
    return Object.entries(this.#fields);
  }

  /** A value that must be there; `what` names the object in errors. */
  get<T>(what: string, key: string, read: Reader<T>): T {
    if (!Object.hasOwn(this.#fields, key)) {
      const keys = JSON.stringify(Object.keys(this.#fields));
      throw new HtoolsError(`${what}: key '${key}' not found, object contains only ${keys}`);
    }
    return this.#read(what, key, read, this.#fields[key]);
  }

  /** A value that may be missing or null. */
  maybe<T>(what: string, key: string, read: Reader<T>): T | undefined {
    const value = Object.hasOwn(this.#fields, key) ? this.#fields[key] : undefined;
    return value === undefined || value === null ? undefined : this.#read(what, key, read, value);
  }

  #read<T>(what: string, key: string, read: Reader<T>, value: unknown): T {
    try {
      return read(value);
    } catch (error) {
      if (!(error instanceof HtoolsError)) throw error;
      throw new HtoolsError(`${what}: key '${key}': ${error.message}`, { cause: error });
    }
  }
}
