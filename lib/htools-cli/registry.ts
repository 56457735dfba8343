import type { Program } from './framework/program.js';
import { standardRows } from './options/rows.js';
import { hail } from './programs/hail.js';
import { harep } from './programs/harep.js';
import { hbal } from './programs/hbal.js';
import { hcheck } from './programs/hcheck.js';
import { hinfo } from './programs/hinfo.js';
import { hroller } from './programs/hroller.js';
import { hscan } from './programs/hscan.js';
import { hspace } from './programs/hspace.js';
import { hsqueeze } from './programs/hsqueeze.js';

/** The programs of this folder, by name. */
export const programs: Readonly<Record<string, Program>> = {
  hail,
  harep,
  hbal,
  hcheck,
  hinfo,
  hroller,
  hscan,
  hspace,
  hsqueeze,
};

/** The options of each program, its own and those that all have, by name. */
export const htoolsOptions: Readonly<Record<string, Program['options']>> = Object.fromEntries(
  Object.values(programs).map((program) => [program.name, [...program.options, ...standardRows]]),
);

/** The flags of each program, by name. */
export const htoolsPrograms: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(htoolsOptions).map(([name, options]) => [
    name,
    options.flatMap((row) => [...(row.short === undefined ? [] : [`-${row.short}`]), `--${row.long}`]),
  ]),
);
