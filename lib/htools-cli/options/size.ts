import { HtoolsError, parseInteger, parseSize, splitList } from '@gnt/htools';

/** A size of an instance as --standard-alloc and --tiered-alloc take it. */
export interface ISpecRequest {
  readonly disk: number;
  readonly mem: number;
  readonly cpu: number;
  readonly spindles: number;
}

function part<T>(what: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof HtoolsError)) throw error;
    throw new HtoolsError(`${what}: ${error.message}`, { cause: error });
  }
}

/** Reads disk,ram,cpu[,spindles]; without spindles one is asked for. */
export function parseSpec(what: string, text: string): ISpecRequest {
  const cells = splitList(text, ',');
  const [disk = '', mem = '', cpu = '', spindles = '1'] = cells;
  if (cells.length < 3 || cells.length > 4)
    throw new HtoolsError(`${what}: '${text}' is not disk,ram,cpus or disk,ram,cpus,spindles`);
  return {
    disk: part(`${what} specs disk`, () => parseSize(disk)),
    mem: part(`${what} specs memory`, () => parseSize(mem)),
    cpu: parseInteger(`${what} specs cpus`, cpu),
    spindles: parseInteger(`${what} specs spindles`, spindles),
  };
}
