import { CV_ERROR, CV_WARNING } from '@gnt/constants';

/** A verification code with the kind of object it is about (CV_E* of the constants). */
export type FindingCode = readonly [kind: string, code: string];

/** Something that cluster verification found. */
export interface Finding {
  readonly code: FindingCode;
  /** Name of the object; null when it is the cluster as a whole. */
  readonly name: string | null;
  readonly message: string;
  readonly severity: typeof CV_ERROR | typeof CV_WARNING;
}

/** An error: verification fails. */
export function problem(code: FindingCode, name: string | null, message: string): Finding {
  return { code, name, message, severity: CV_ERROR };
}

/** Worth a look; verification passes all the same. */
export function concern(code: FindingCode, name: string | null, message: string): Finding {
  return { code, name, message, severity: CV_WARNING };
}

/** The finding as a line of the job's log: for programs with its code, else for people. */
export function findingLine({ code: [kind, code], name, message, severity }: Finding, withCodes: boolean): string {
  if (withCodes) return `  - ${severity}:${code}:${kind}:${name ?? 'None'}:${message}`;
  return `  - ${severity}: ${kind} ${name ?? ''}: ${message}`;
}
