import { DISK_TEMPLATE_LABELS } from '../model/disk-template.js';
import type { IPolicy, ISpec } from '../model/policy.js';
import { shortest } from './number.js';

function spec(s: ISpec): string {
  const fields: readonly (readonly [string, number])[] = [
    ['MemorySize', s['memory-size']],
    ['CpuCount', s['cpu-count']],
    ['DiskSize', s['disk-size']],
    ['DiskCount', s['disk-count']],
    ['NicCount', s['nic-count']],
    ['SpindleUse', s['spindle-use']],
  ];
  return `ISpec {${fields.map(([name, value]) => `iSpec${name} = ${String(value)}`).join(', ')}}`;
}

/** A policy as the original's verbose output spells it. */
export function describePolicy(policy: IPolicy): string {
  const bounds = policy.minmax.map(
    ({ min, max }) => `MinMaxISpecs {minMaxISpecsMinSpec = ${spec(min)}, minMaxISpecsMaxSpec = ${spec(max)}}`,
  );
  const templates = policy['disk-templates'].map((t) => DISK_TEMPLATE_LABELS.get(t) ?? t);
  return (
    `IPolicy {iPolicyMinMaxISpecs = [${bounds.join(',')}], iPolicyStdSpec = ${spec(policy.std)}, ` +
    `iPolicyDiskTemplates = [${templates.join(',')}], iPolicyVcpuRatio = ${shortest(policy['vcpu-ratio'])}, ` +
    `iPolicySpindleRatio = ${shortest(policy['spindle-ratio'])}}`
  );
}
