import { lines, words } from './columns.js';

/** What a domain is doing. */
export type ActualState = 'running' | 'blocked' | 'paused' | 'shutdown' | 'crashed' | 'dying' | 'hung' | 'unknown';

export interface Domain {
  readonly id: number;
  readonly name: string;
  /** Seconds. */
  readonly cpuTime: number;
  readonly state: ActualState;
}

const FLAGS: Readonly<Record<string, ActualState>> = {
  'r-----': 'running',
  '-b----': 'blocked',
  '--p---': 'paused',
  '---s--': 'shutdown',
  '----c-': 'crashed',
  '-----d': 'dying',
};

/** The state that Xen's six flags mean; no flag or several are unknown, as there. */
export function domainState(flags: string): ActualState {
  return FLAGS[flags] ?? 'unknown';
}

type Expression = string | readonly Expression[];

/** Nested lists in parentheses, as `xl list --long` writes them. */
function expressions(text: string): Expression[] {
  const stack: Expression[][] = [[]];
  for (const [token] of text.matchAll(/[()]|[^\s()]+/g)) {
    if (token === '(') stack.push([]);
    else if (token === ')') {
      const done = stack.pop() ?? [];
      const parent = stack.at(-1);
      if (!parent) throw new Error('a parenthesis too many');
      parent.push(done);
    } else stack.at(-1)?.push(token);
  }
  if (stack.length !== 1) throw new Error('a parenthesis is not closed');
  return stack[0] ?? [];
}

function valueOf(list: readonly Expression[], key: string): string {
  const found = list.find((item) => Array.isArray(item) && item[0] === key) as readonly Expression[] | undefined;
  const value = found?.[1];
  if (typeof value !== 'string') throw new Error(`a domain has no ${key}`);
  return value;
}

function longDomain(expression: Expression): Domain {
  if (typeof expression === 'string' || expression[0] !== 'domain') throw new Error('not a list of domains');
  return {
    id: Number(valueOf(expression, 'domid')),
    name: valueOf(expression, 'name'),
    cpuTime: Number(valueOf(expression, 'cpu_time')),
    state: domainState(valueOf(expression, 'state')),
  };
}

/** Whether `xl list --long` printed the form that old Xen has; newer ones print JSON, which lacks state and time. */
export function isLongList(text: string): boolean {
  return text.trimStart().startsWith('(');
}

/** Reads `xl list --long` of old Xen. */
export function parseLongList(text: string): Map<string, Domain> {
  return new Map(expressions(text).map((e) => [longDomain(e).name, longDomain(e)]));
}

/** Reads the table of `xl list`. */
export function parseList(text: string): Map<string, Domain> {
  const [header, ...rows] = lines(text);
  if (header === undefined || !header.startsWith('Name'))
    throw new Error(`xl list printed no table: '${header ?? ''}'`);
  return new Map(
    rows.map((row) => {
      const match = /^(.*\S)\s+(\d+)\s+\d+\s+\d+\s+(\S{6})\s+([\d.]+)$/.exec(row.trimEnd());
      if (!match) throw new Error(`xl list printed a row of unknown form: '${row.trim()}'`);
      const [, name = '', id, flags = '', time] = match;
      return [name, { id: Number(id), name, cpuTime: Number(time), state: domainState(flags) }];
    }),
  );
}

/** Reads `xl uptime`: how long each domain runs, by its number. */
export function parseUptime(text: string): Map<number, string> {
  const [header, ...rows] = lines(text);
  if (header === undefined || words(header).join(' ') !== 'Name ID Uptime')
    throw new Error(`xl uptime printed no table: '${header ?? ''}'`);
  return new Map(
    rows.map((row) => {
      const match = /^\S+\s+(\d+)\s+(.*)$/.exec(row.trimEnd());
      if (!match) throw new Error(`xl uptime printed a row of unknown form: '${row.trim()}'`);
      return [Number(match[1]), match[2] ?? ''];
    }),
  );
}

/** The domains of a second look, hung where no time was spent since the first. */
export function withHung(first: ReadonlyMap<string, Domain>, second: ReadonlyMap<string, Domain>): Map<string, Domain> {
  return new Map(
    [...first].map(([name, domain]) => {
      const later = second.get(name);
      // Gone in between: nobody knows.
      if (later === undefined) return [name, { ...domain, state: 'unknown' as const }];
      return [name, later.cpuTime === domain.cpuTime ? { ...domain, state: 'hung' as const } : domain];
    }),
  );
}
