import { join } from 'node:path';
import { isMissing, type Files } from '../../common/files.js';
import type { VclusterPlan } from './plan.js';

export function planFile(dir: string): string {
  return join(dir, 'vcluster.json');
}

/** The plan of the virtual cluster in `dir`; undefined when there is none. */
export async function loadPlan(dir: string, files: Files): Promise<VclusterPlan | undefined> {
  const text = await files.readTextIfPresent(planFile(dir)).catch((e: unknown) => {
    if (isMissing(e)) return undefined;
    throw e;
  });
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as VclusterPlan;
  } catch (e) {
    throw new Error(`${planFile(dir)} is damaged: ${e instanceof Error ? e.message : String(e)}`, { cause: e });
  }
}

/** As loadPlan, but a directory without a virtual cluster is an error. */
export async function requirePlan(dir: string, files: Files): Promise<VclusterPlan> {
  const plan = await loadPlan(dir, files);
  if (plan) return plan;
  throw new Error(`There is no virtual cluster in '${dir}' (no ${planFile(dir)})`);
}
