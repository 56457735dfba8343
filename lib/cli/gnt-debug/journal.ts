import { defineCommand } from '../framework/command.js';

/** gnt-debug journal: how far the journal of each master candidate reaches. */
export const journal = defineCommand({
  tool: 'gnt-debug',
  name: 'journal',
  usage: '',
  args: [],
  options: {},
  async run({ session }) {
    const rows = await (await session.deps.bootstrap()).journalStandings();
    const seqs = rows.map(({ position }) => position?.seq ?? 0);
    const last = Math.max(...seqs);
    session.out(`${'Node'.padEnd(24)} ${'Role'.padEnd(10)} ${'Epoch'.padStart(6)} ${'Record'.padStart(10)}  State`);
    for (const { node, master, position, error } of rows) {
      const missing = last - (position?.seq ?? 0);
      const state = position ? (missing === 0 ? 'current' : `behind by ${missing}`) : error;
      const [epoch, seq] = position ? [String(position.epoch), String(position.seq)] : ['-', '-'];
      const role = master ? 'master' : 'candidate';
      session.out(`${node.padEnd(24)} ${role.padEnd(10)} ${epoch.padStart(6)} ${seq.padStart(10)}  ${state}`);
    }
    return rows.every(({ position }) => position?.seq === last) ? 0 : 1;
  },
});
