import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AnyCommand } from '../../../../lib/cli/framework/command.js';
import { withCommonOptions } from '../../../../lib/cli/framework/run.js';
import { tools } from '../../../../lib/cli/registry.js';

/** Options that the framework reads for every command that has them. */
const OF_JOBS = new Set(['debug', 'reason', 'dryRun', 'priority', 'submitOnly', 'printJobId']);
/** Options that take a value which nobody reads: those that only warn. */
const DEPRECATED = (command: AnyCommand, name: string): boolean =>
  command.options[name]?.switches.every((use) => use.deprecated === true) ?? false;

/** Whether the code of a command reads an option, or hands all of them on. */
function reads(command: AnyCommand, name: string): boolean {
  const source = command.run.toString();
  return new RegExp(`\\bopts\\.${name}\\b|\\.\\.\\.opts\\b|[(,]\\s*opts\\s*[,)]|\\bopts as\\b`).test(source);
}

describe('the table of commands', () => {
  for (const tool of tools) {
    for (const [name, entry] of Object.entries(tool.commands)) {
      it(`${tool.name} ${name} is what it says, and every option of it has an effect`, async () => {
        const command = await entry.load();
        assert.deepEqual([command.tool, command.name], [tool.name, name]);
        assert.match(entry.summary, /^[A-Z].{10,}/);
        for (const option of Object.keys(command.options)) {
          assert.ok(
            OF_JOBS.has(option) || DEPRECATED(command, option) || reads(command, option),
            `${option} is not read`,
          );
        }
        const flags = Object.values(withCommonOptions(command).options).flatMap((option) =>
          option.switches.flatMap((use) => use.flags),
        );
        assert.equal(new Set(flags).size, flags.length, `a flag of ${flags.join(' ')} is there twice`);
      });
    }

    it(`${tool.name} has a command behind each alias and each set of options from the environment`, () => {
      for (const [alias, name] of Object.entries(tool.aliases)) {
        assert.ok(Object.hasOwn(tool.commands, name), alias);
        assert.ok(!Object.hasOwn(tool.commands, alias), alias);
      }
      for (const name of tool.environmentOptions ?? []) assert.ok(Object.hasOwn(tool.commands, name), name);
    });
  }
});
