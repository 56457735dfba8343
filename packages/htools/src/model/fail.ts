/** Why an instance cannot go somewhere; 0 stands for "it can". The order is that of the counts in answers. */
export const FAIL_MEM = 1;
export const FAIL_DISK = 2;
export const FAIL_CPU = 3;
export const FAIL_N1 = 4;
export const FAIL_TAGS = 5;
export const FAIL_MIG = 6;
export const FAIL_DISK_COUNT = 7;
export const FAIL_SPINDLES = 8;
export const FAIL_INTERNAL = 9;

/** One of the FAIL_ constants, or 0 for success. */
export type FailMode = number;

const NAMES = [
  'Ok',
  'FailMem',
  'FailDisk',
  'FailCPU',
  'FailN1',
  'FailTags',
  'FailMig',
  'FailDiskCount',
  'FailSpindles',
  'FailInternal',
] as const;

/** All failures in the order in which answers count them. */
export const FAIL_MODES: readonly FailMode[] = NAMES.map((_, i) => i).slice(1);

/** The name of a failure as answers spell it. */
export function failName(mode: FailMode): string {
  return NAMES[mode] ?? `unknown failure ${String(mode)}`;
}
