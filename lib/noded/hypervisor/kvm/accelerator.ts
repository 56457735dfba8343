import { basename } from 'node:path';
import type { ParamReader } from '../params.js';
import { shellWords } from './shell-words.js';

/**
 * Options that fix the accelerator. A real node leaves the choice to the binary, as the original: one whose name ends
 * in "kvm" takes KVM, others emulate. A virtual node has many guests on one machine, so that emulation gets a small
 * translation cache, unless the operator chose an accelerator in the parameters.
 */
export function acceleratorOptions(hvp: ParamReader, virtual: boolean): string[] {
  if (!virtual || basename(hvp.text('kvm_path')).endsWith('kvm') || hvp.text('kvm_flag') === 'enabled') return [];
  const chosen = /^-+(accel|enable-kvm)$|\baccel=/;
  if ([hvp.text('machine_version'), ...shellWords(hvp.text('kvm_extra'))].some((word) => chosen.test(word))) return [];
  return ['-accel', 'tcg,tb-size=32'];
}
