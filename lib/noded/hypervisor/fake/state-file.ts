import { HypervisorError } from '../errors.js';
import type { RunningInstance } from '../interface.js';

/** The file of a running instance: its id (always 0), memory in MiB and CPUs, a line each. */
export function formatState(memory: number, vcpus: unknown): string {
  if (typeof vcpus !== 'number') throw new HypervisorError('Backend parameter vcpus must be a number');
  return `0\n${String(memory)}\n${String(vcpus)}\n`;
}

/** What the file of an instance says. */
export function parseState(name: string, text: string): RunningInstance {
  const [id = '', memory, vcpus] = text.split('\n').map((line) => line.trim());
  if (!/^\d+$/.test(memory ?? '') || !/^\d+$/.test(vcpus ?? '')) {
    throw new HypervisorError(`Failed to list instance ${name}: its state file is damaged; remove it`);
  }
  return { name, id, memory: Number(memory), vcpus: Number(vcpus), state: 'running', time: 0 };
}
