import { OS_SEARCH_PATH } from '@gnt/constants';
import type { Paths } from './paths.js';

/** Directories with OS definitions, in the order in which they count; a virtual node has its own before the machine's. */
export function osSearchPath(paths: Paths): readonly string[] {
  const own = OS_SEARCH_PATH.map((dir) => paths.local(dir));
  return paths.virtual ? [...own, ...OS_SEARCH_PATH] : own;
}
