export type { Command, Tool } from './framework/command.js';
export { runTool } from './framework/run.js';
export type { CliDependencies } from './framework/session.js';
export { main } from './main.js';
export { commandTables, tools, type CommandTable } from './registry.js';
