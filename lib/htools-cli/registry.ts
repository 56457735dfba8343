import type { Program } from './framework/program.js';
import { standardRows } from './options/rows.js';
import { hail } from './programs/hail.js';
import { hbal } from './programs/hbal.js';

/** The programs of this folder, by name. */
export const programs: Readonly<Record<string, Program>> = { hail, hbal };

/** The flags of each program, by name. */
export const htoolsPrograms: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.values(programs).map((program) => [
    program.name,
    [...program.options, ...standardRows].flatMap((row) => [
      ...(row.short === undefined ? [] : [`-${row.short}`]),
      `--${row.long}`,
    ]),
  ]),
);
