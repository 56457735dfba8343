export { NodeOs, type OsDeps } from './backend.js';
export { splitOsName, type OsDefinition } from './definition.js';
export { coreEnvironment, instanceEnvironment, transferEnvironment, type Environment } from './environment.js';
export type { OsBackend } from './interface.js';
export { osSearchPath } from '../../common/os-search-path.js';
