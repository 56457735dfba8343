import type { Tool } from './framework/command.js';
import { gntCluster } from './gnt-cluster/index.js';
import { gntDebug } from './gnt-debug/index.js';
import { gntFilter } from './gnt-filter/index.js';
import { gntGroup } from './gnt-group/index.js';
import { gntInstance } from './gnt-instance/index.js';
import { gntJob } from './gnt-job/index.js';
import { gntNode } from './gnt-node/index.js';
import { gntOs } from './gnt-os/index.js';

/** The gnt-* programs there are. */
export const tools: readonly Tool[] = [gntCluster, gntDebug, gntFilter, gntGroup, gntInstance, gntJob, gntNode, gntOs];

/** A command as facts/cli.json describes it: other names, and its own options without those that every command has. */
export interface CommandTable {
  readonly aliases: readonly string[];
  readonly options: readonly string[];
}

/** All commands of all programs, from the definitions that run. */
export async function commandTables(): Promise<Record<string, Record<string, CommandTable>>> {
  const tables: Record<string, Record<string, CommandTable>> = {};
  for (const tool of tools) {
    const commands: Record<string, CommandTable> = {};
    for (const [name, entry] of Object.entries(tool.commands)) {
      const { options } = await entry.load();
      commands[name] = {
        aliases: Object.keys(tool.aliases).filter((alias) => tool.aliases[alias] === name),
        options: Object.values(options).flatMap((option) => option.switches.flatMap(({ flags }) => flags)),
      };
    }
    tables[tool.name] = commands;
  }
  return tables;
}
